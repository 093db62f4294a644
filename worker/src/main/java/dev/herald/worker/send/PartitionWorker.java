package dev.herald.worker.send;

import dev.herald.worker.kafka.CommittedProgress;
import dev.herald.worker.delivery.Command;
import dev.herald.worker.delivery.DeliverySettings;
import dev.herald.worker.delivery.Demand;
import dev.herald.worker.delivery.Moment;
import dev.herald.worker.delivery.OwnerTerms;
import dev.herald.worker.delivery.PartitionOwner;
import dev.herald.worker.delivery.Slots;
import dev.herald.worker.delivery.Unsent;
import dev.herald.worker.ledger.ClaimId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An ownership over Kafka: tells a {@link PartitionOwner} what happens and carries out what it decides. */
final class PartitionWorker implements Ownership {
    private static final Logger log = LoggerFactory.getLogger(PartitionWorker.class);

    private final int partition;
    private final Origin origin;
    private final Outside outside;
    private final PartitionOwner owner;
    private final PartitionStreams streams;
    private final LedgerWriter ledger;
    private final LeaderEpochs epochs;
    private final Deque<LogRecord> messages = new ArrayDeque<>();
    private final Deque<FeedEntry> wishes = new ArrayDeque<>();
    private boolean reading = true;
    private boolean broken;
    private long givenUp;

    PartitionWorker(int partition, Origin origin, OwnerTerms terms, DeliverySettings settings, Outside outside) {
        this.partition = partition;
        this.origin = origin;
        this.outside = outside;
        this.owner = new PartitionOwner(terms, origin.point(), settings, outside.limits());
        this.streams = new PartitionStreams(partition, origin, outside, this);
        this.ledger = new LedgerWriter(partition, outside, this::guarded);
        this.epochs = new LeaderEpochs(origin.point().progress(), origin.epoch());
    }

    @Override
    public void start() {
        log.atInfo()
                .addKeyValue("partition", partition)
                .addKeyValue("progress", origin.point().progress())
                .addKeyValue("safePoint", origin.point().safePoint())
                .log("taking over");
        streams.start();
    }

    @Override
    public void settings(DeliverySettings settings) {
        guarded(it -> it.settings(settings));
    }

    @Override
    public void leave() {
        guarded(PartitionOwner::leave);
    }

    @Override
    public void resign(String reason) {
        guarded(it -> it.resign(reason));
    }

    /** Records that the owner takes when it has room. */
    void offer(LogRecord message, Optional<Integer> leaderEpoch) {
        messages.add(message);
        leaderEpoch.ifPresent(epoch -> epochs.seen(message.offset(), epoch));
    }

    /** A wish of a replay that the owner takes when it has room. */
    void offer(FeedEntry wish) {
        wishes.add(wish);
    }

    void reachedEndOfLog() {
        if (messages.isEmpty()) {
            guarded(PartitionOwner::logExhausted);
        }
    }

    @Override
    public void advance(Moment now, Slots slots) {
        if (broken) {
            return;
        }
        Slots left = slots;
        boolean more = true;
        while (more && !broken) {
            Demand before = owner.demand();
            more = handOver();
            Slots free = left;
            guarded(it -> it.advance(now, free).forEach(this::carryOut));
            left = left.after(before, owner.demand());
        }
        if (reading) {
            streams.rest(!messages.isEmpty() || !owner.wantsLog(), !wishes.isEmpty() || !owner.wantsFeed());
        }
        countGivenUp();
    }

    private boolean handOver() {
        boolean handed = false;
        while (reading && !messages.isEmpty() && owner.wantsLog()) {
            LogRecord message = messages.poll();
            guarded(it -> it.log(message));
            handed = true;
        }
        while (reading && !wishes.isEmpty() && owner.wantsFeed()) {
            FeedEntry wish = wishes.poll();
            guarded(it -> it.feed(wish.offset(), wish.record()));
            handed = true;
        }
        return handed;
    }

    private void carryOut(Command command) {
        switch (command) {
            case Command.Append append -> ledger.append(append);
            case Command.Quarantine quarantine -> ledger.quarantine(quarantine);
            case Command.Send send -> send(send);
            case Command.ReadLog read -> streams.readAgain(read.offset());
            case Command.ReadLedger read -> streams.readHistory(read.from(), read.to());
            case Command.Commit commit -> commit(commit);
            case Command.CommitFeed commit -> outside.progress()
                    .commit(new TopicPartition(outside.topics().feed(outside.channel().key()), partition),
                            new OffsetAndMetadata(commit.position()));
            case Command.Resign resign -> stopReading(resign.reason());
        }
    }

    private void send(Command.Send send) {
        ClaimId claim = send.claim().id();
        outside.sends()
                .send(send.claim(), (LogRecord) send.entry(), send.lease()::holds, outcome -> outside.loop()
                        .execute(() -> guarded(it -> outcome.ifPresentOrElse(result -> it.sent(claim, result),
                                () -> it.notSent(claim, "the lease was over before the send began")))));
    }

    private void commit(Command.Commit commit) {
        var metadata = new CommittedProgress(commit.takeover(), outside.logId(), commit.safePoint());
        outside.progress()
                .commit(new TopicPartition(outside.topics().log(), partition), new OffsetAndMetadata(commit.progress(),
                        epochs.before(commit.progress()), metadata.encode()));
    }

    private void stopReading(String reason) {
        log.atInfo().addKeyValue("partition", partition).addKeyValue("reason", reason).log("partition given up");
        reading = false;
        streams.stop();
        messages.clear();
        wishes.clear();
    }

    /** Tells the owner something; a defect of it ends this ownership and nothing else. */
    void guarded(Consumer<PartitionOwner> event) {
        if (broken) {
            return;
        }
        try {
            event.accept(owner);
        } catch (RuntimeException e) {
            log.atError().addKeyValue("partition", partition).setCause(e).log("a defect: this ownership ends");
            broken = true;
            stopReading("a defect");
        }
    }

    private void countGivenUp() {
        long now = owner.claimsGivenUp();
        outside.metrics().claimsGivenUp().increment(now - givenUp);
        givenUp = now;
    }

    @Override
    public boolean ended() {
        return broken || !reading && owner.isDone();
    }

    @Override
    public boolean owns() {
        return !broken && owner.isOwner();
    }

    /** Whether it still reads: a foreign takeover has not been met. */
    boolean reads() {
        return reading;
    }

    @Override
    public Demand demand() {
        return broken ? Demand.NONE : owner.demand();
    }

    @Override
    public Unsent unsent() {
        return broken ? Unsent.NONE : owner.unsent();
    }

    @Override
    public int pending() {
        return owns() ? owner.pending() : 0;
    }
}
