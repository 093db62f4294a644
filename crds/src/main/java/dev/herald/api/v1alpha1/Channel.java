package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crd.generator.annotation.PrinterColumnFormat;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One way out of a pipeline, and one sender. */
@JsonClassDescription("One way out of a pipeline, such as e-mail or a webhook: one Channel is one sender with a progress of its own.")
@Group("herald.dev")
@Version("v1alpha1")
@ShortNames("nch")
@Categories("herald")
@ValidationRule(value = "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,34}[a-z0-9])?$')", message = "metadata.name must be at most 36 characters: lower case letters, digits and '-', because topics and pods are named after it")
@AdditionalPrinterColumn(name = "Pipeline", jsonPath = ".spec.pipelineRef.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "Type", jsonPath = ".spec.type", type = Type.STRING)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status", type = Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason", type = Type.STRING)
@AdditionalPrinterColumn(name = "Replicas", jsonPath = ".status.replicas", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Lag", jsonPath = ".status.lag", type = Type.INTEGER, format = PrinterColumnFormat.INT64)
@AdditionalPrinterColumn(name = "Oldest", jsonPath = ".status.oldestMessageTime", type = Type.DATE)
@AdditionalPrinterColumn(name = "Failing", jsonPath = ".status.failing", type = Type.STRING)
@AdditionalPrinterColumn(name = "Scaling", jsonPath = ".status.scaling.reason", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class Channel extends CustomResource<ChannelSpec, ChannelStatus> implements Namespaced {}
