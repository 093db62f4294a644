package dev.herald.worker.status.control;

import java.util.Optional;
import java.util.function.Supplier;

import dev.herald.worker.config.RolloutMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what the operator wants remembered to the control topic, where it is newer than what is there. */
public final class MemoryWriter {

    private static final Logger log = LoggerFactory.getLogger(MemoryWriter.class);

    private final Supplier<Optional<RolloutMemory>> wanted;
    private final ControlState state;
    private final ControlWriter writer;

    public MemoryWriter(Supplier<Optional<RolloutMemory>> wanted, ControlState state, ControlWriter writer) {
        this.wanted = wanted;
        this.state = state;
        this.writer = writer;
    }

    /** Writes it, if need be; the control topic must have been read to its end. Until it is read back it may be written twice. */
    public void write() throws InterruptedException {
        Optional<RolloutMemory> newer = wanted.get().filter(memory -> memory.supersedes(state.memory()));
        if (newer.isPresent()) {
            writer.write(RolloutMemory.KEY, newer.get().encode());
            log.atInfo().addKeyValue("generation", newer.get().generation()).log("rollout is remembered");
        }
    }
}
