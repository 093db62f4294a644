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

/** An event log, the workers on it, and the rules they live by. */
@JsonClassDescription("An event log, the workers on it, and the rules they live by. Applications put messages in; its Channels send them.")
@Group("herald.dev")
@Version("v1alpha1")
@ShortNames("npl")
@Categories("herald")
@ValidationRule(value = "self.metadata.name.matches('^[a-z]([-a-z0-9]{0,34}[a-z0-9])?$')", message = "metadata.name must be at most 36 characters: lower case letters, digits and '-', beginning with a letter, because Services and pods are named after it")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status", type = Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason", type = Type.STRING)
@AdditionalPrinterColumn(name = "Channels", jsonPath = ".status.channels", type = Type.STRING)
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".status.revision", type = Type.STRING)
@AdditionalPrinterColumn(name = "Format", jsonPath = ".status.format", type = Type.STRING)
@AdditionalPrinterColumn(name = "Oldest", jsonPath = ".status.oldestMessageTime", type = Type.DATE)
@AdditionalPrinterColumn(name = "Incidents", jsonPath = ".status.incidentsOpen", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Target", jsonPath = ".status.targetRevision", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Pin", jsonPath = ".status.pin", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Lag", jsonPath = ".status.lag", type = Type.INTEGER, format = PrinterColumnFormat.INT64, priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class NotificationPipeline extends CustomResource<NotificationPipelineSpec, NotificationPipelineStatus>
        implements
            Namespaced {}
