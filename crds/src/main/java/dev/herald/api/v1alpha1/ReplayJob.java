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

/** Puts right what was not delivered. */
@JsonClassDescription("Puts right what was not delivered: selects messages of a pipeline, which the channels' own senders then send once more. It runs once.")
@Group("herald.dev")
@Version("v1alpha1")
@ShortNames("nrj")
@Categories("herald")
@ValidationRule(value = ReplayJob.UNCHANGED, fieldPath = ".spec", message = "spec is immutable once the replay has started, but for suspend, approved, rateLimit and ttlAfterFinished: make a ReplayJob with another name")
@AdditionalPrinterColumn(name = "Pipeline", jsonPath = ".spec.pipelineRef.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.mode", type = Type.STRING)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(name = "Done%", jsonPath = ".status.percent", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Matched", jsonPath = ".status.counts.matched", type = Type.INTEGER, format = PrinterColumnFormat.INT64)
@AdditionalPrinterColumn(name = "Sent", jsonPath = ".status.counts.sent", type = Type.INTEGER, format = PrinterColumnFormat.INT64)
@AdditionalPrinterColumn(name = "Failed", jsonPath = ".status.counts.failed", type = Type.INTEGER, format = PrinterColumnFormat.INT64)
@AdditionalPrinterColumn(name = "Rate", jsonPath = ".status.rate", type = Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(name = "ETA", jsonPath = ".status.eta", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Holds", jsonPath = ".status.whatHolds", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class ReplayJob extends CustomResource<ReplayJobSpec, ReplayJobStatus> implements Namespaced {
    // Not started, or every field that decides what is sent is as it was. Optional chaining would cost a hundred times as much.
    static final String UNCHANGED = "!has(oldSelf.status) || !has(oldSelf.status.phase) || oldSelf.status.phase in ['Pending', 'Waiting']"
            + " || (oldSelf.status.phase == 'Suspended' && !has(oldSelf.status.startTime))"
            + " || (self.spec.pipelineRef.name == oldSelf.spec.pipelineRef.name"
            + " && has(self.spec.incidentId) == has(oldSelf.spec.incidentId) && (!has(self.spec.incidentId) || self.spec.incidentId == oldSelf.spec.incidentId)"
            + " && has(self.spec.window) == has(oldSelf.spec.window) && (!has(self.spec.window) || self.spec.window == oldSelf.spec.window)"
            + " && has(self.spec.selector) == has(oldSelf.spec.selector) && (!has(self.spec.selector) || self.spec.selector == oldSelf.spec.selector)"
            + " && has(self.spec.approval) == has(oldSelf.spec.approval) && (!has(self.spec.approval) || self.spec.approval == oldSelf.spec.approval)"
            + " && has(self.spec.dryRun) == has(oldSelf.spec.dryRun) && (!has(self.spec.dryRun) || self.spec.dryRun == oldSelf.spec.dryRun)"
            + " && has(self.spec.maxMessages) == has(oldSelf.spec.maxMessages) && (!has(self.spec.maxMessages) || self.spec.maxMessages == oldSelf.spec.maxMessages)"
            + " && has(self.spec.stopOn) == has(oldSelf.spec.stopOn) && (!has(self.spec.stopOn) || self.spec.stopOn == oldSelf.spec.stopOn)"
            + " && self.spec.mode == oldSelf.spec.mode && self.spec.startPolicy == oldSelf.spec.startPolicy)";
}
