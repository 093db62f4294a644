package dev.herald.api;

/**
 * Why a condition has the status it has. Reasons are part of the API, event reasons are not: a name, once released, keeps its meaning. Each says what it means
 * and, where a person can do something, what.
 */
public enum Reason {
    // Ready, Reconciling, Available
    RolledOut("Everything the spec asks for is in place and available."), RollingOut(
            "Pods of the newest revision are being started; wait, or look at the Deployment that the message names."), SendersUnavailable(
                    "No sender of the channel is ready; look at the pods of the Deployment that the message names."), ChannelsNotReady(
                            "At least one channel of the pipeline is not ready; look at the channels that the message names."), IngestUnavailable(
                                    "No ingest pod is ready, applications get no answer; look at the pods of the Deployment that the message names."), StatusWorkerUnavailable(
                                            "The status worker is not ready, so topics are not checked and rules not evaluated; look at its pod."), Suspended(
                                                    "spec.suspend holds the work; nothing is lost. Set it to false to go on."), PipelineSuspended(
                                                            "The pipeline's spec.suspend holds the work; nothing is lost. Set it to false to go on."), UpToDate(
                                                                    "There is nothing left to do for this generation."), Scaled(
                                                                            "The replicas are set to zero: nothing is sent until they are raised."),

    // ScalingActive, and Ready of a channel that is scaled
    FiguresCurrent("Pods follow what is measured, as status.scaling says."), FiguresMissing(
            "Nothing is measured, so the number of pods is held; look at the pipeline's MetricsAvailable."), Resizing(
                    "Pods come or go, as status.scaling says; those that are ready send."), Asleep(
                            "Nothing waits and scaling.minReplicas is 0: the first message that falls due wakes a sender."),

    // rollouts
    Probing("The image of a new revision reads real messages beside the old one; nothing is given to it yet."), Ramping(
            "A new revision takes over from the one that serves, partition by partition; the message says where it is."), Soaking(
                    "A new revision runs alone and is watched; the old format is still written, and a rollback is free."), RolloutHeld(
                            "A rollout is held where it is, as the message says: by spec.rollout.paused, or because nothing can be judged."), RolledBack(
                                    "What the spec asks for was taken back or refused, as the message and status.revisions say; what ran before goes on running. Ask for another image, or set spec.rollout.revision to insist."),

    // FormatPinned
    PinKept("All messages are written in the pinned format."), StrayFormat(
            "Somebody writes messages in another format than the pinned one: producers find it at the ingest's /format and in the ConfigMap that the message names."), FormatWaiting(
                    "spec.serializer.format asks for another format, and it waits for what the message says."),

    // the event log
    TopicsMissing(
            "Topics are missing and eventLog.management is Verify: run the commands in the message, or set Create."), TopicsMisconfigured(
                    "Topics exist but are not configured as they must be: run the commands in the message."), LogUnreachable(
                            "The status worker cannot reach the event log; check eventLog.kafka.bootstrapServers and the brokers."), Replicated(
                                    "The log's topics are replicated as promised."), NotReplicated(
                                            "The log's topics are replicated less than eventLog.durability promises: raise the replication, or lower the promise."), PromiseWaived(
                                                    "eventLog.durability.policy is Warn: a message that got a 202 can be lost with a broker."),

    // Stalled
    Unreadable(
            "The stored resource cannot be read, as the message says: mend the field it names. What ran before goes on running."), Unrecognised(
                    "A field holds a value that this version of Herald does not know: mend the field, or upgrade Herald."), Invalid(
                            "The spec contradicts itself in a way that admission could not see: mend the field that the message names."), Duplicate(
                                    "An older resource already has this topic and group prefix, or this key: delete this one or change it."), PipelineNotFound(
                                            "spec.pipelineRef names no NotificationPipeline in this namespace: create it, or delete this resource."), Forbidden(
                                                    "The API server refuses what the operator must write, as the message says: mend the operator's RBAC or the namespace's policy."),

    // DeliveryHealthy
    Healthy("Deliveries are measured and no rule is crossed."), Idle(
            "Everything is measured, and there was nothing to deliver."), IncidentOpen(
                    "A failure rule is crossed: see status.incidents."), NoData(
                            "Nothing could be measured for longer than failurePolicy.noDataFor."),

    // MetricsAvailable
    ReportCurrent("The status worker's report moves."), ReportPending(
            "The first report has not come yet."), ReportStale(
                    "The status worker answers, but its report stands still: it cannot read the event log; look at its log."), ReportUnreachable(
                            "The status worker does not answer at the URL in the message; look at its pod and at network policies."), ReportUnreadable(
                                    "The report is in a format that this operator cannot read: upgrade the operator, or the worker's image."),

    // StatusCurrent
    StatusPublished("What became of messages is published within statusStream.lagObjective."), StatusLate(
            "What became of messages is published late or not at all, while sending goes on: the message says what is in the way. Nothing is lost; it is published when that is gone."), StatusDisabled(
                    "spec.statusStream.mode is Disabled: what becomes of messages is not published."),

    // CredentialsAccepted
    Accepted("The credentials are there, and the provider took them."), Present(
            "The credentials are there; the provider has not been asked yet."), NotNeeded(
                    "The provider asks for no credentials."), CredentialsMissing(
                            "The Secret, or a key in it, is not there: create it as the message says; no restart is needed."), CredentialsRejected(
                                    "The provider refuses the credentials: put right ones into the Secret; no restart is needed."), NotReported(
                                            "No worker has reported about the credentials yet."),

    // ReplayJob
    NotStarted("The replay waits for its pipeline or for the status worker's report."), WaitingForRecovery(
            "startPolicy is WhenRecovered and the incident is still open: it starts when the incident closes."), AwaitingApproval(
                    "It has selected what the counts say and sends nothing until a person sets spec.approved to true."), NotAsked(
                            "Nobody has to approve it."), Approved("A person has approved it."), Running(
                                    "The replay is selecting and feeding messages; the channels' senders send them."), Finished(
                                            "The replay has decided every message it matched."), IncidentNotFound(
                                                    "spec.incidentId names no incident of the pipeline: check status.incidents of the pipeline."), JobFailed(
                                                            "The replay's Job failed, as the message says; to run it again, make a ReplayJob with another name."), TooMany(
                                                                    "It has selected more messages than spec.maxMessages allows, and sent none: narrow the selector, or raise the limit, in a ReplayJob with another name."), RepairDoesNotHold(
                                                                            "It stopped itself, for what it sent failed again as spec.stopOn says: what it had not sent yet stands in counts.remaining. Mend the cause, then make a ReplayJob with another name."), TrialFailed(
                                                                                    "It started without traffic that shows a recovery, with a trial of ten, and one of these failed again; nothing else was sent. Mend the cause, then make a ReplayJob with another name."), AlreadyRan(
                                                                                            "A replay with this namespace, name and spec has run before; to run it again, use another name."), SpecChanged(
                                                                                                    "The spec was changed after the replay had started: make a ReplayJob with another name.");

    private final String meaning;

    Reason(String meaning) {
        this.meaning = meaning;
    }

    /** One or two sentences for people: what it means, and what to do. */
    public String meaning() {
        return meaning;
    }
}
