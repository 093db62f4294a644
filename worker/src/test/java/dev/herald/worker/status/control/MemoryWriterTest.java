package dev.herald.worker.status.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import dev.herald.worker.config.RolloutMemory;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class MemoryWriterTest {

    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(true, null, new ByteArraySerializer(),
            new ByteArraySerializer());
    private final ControlState state = new ControlState();
    private final AtomicReference<Optional<RolloutMemory>> wanted = new AtomicReference<>(Optional.empty());
    private final MemoryWriter writer = new MemoryWriter(wanted::get, state,
            new ControlWriter(producer, "orders.control"));

    private static RolloutMemory memory(long generation) {
        return new RolloutMemory(generation, "{\"generation\":%d}".formatted(generation));
    }

    /** How many records there are now, which this object's state has read back. */
    private int written() throws InterruptedException {
        writer.write();
        producer.history()
                .forEach(record -> state.apply(new String(record.key(), StandardCharsets.UTF_8), record.value(),
                        Instant.EPOCH));
        return producer.history().size();
    }

    @Test
    void writesWhatIsNewerThanWhatIsThere() throws InterruptedException {
        assertEquals(0, written());
        wanted.set(Optional.of(memory(0)));
        assertEquals(0, written(), "generation 0 is nothing to remember");
        wanted.set(Optional.of(memory(7)));
        assertEquals(1, written());
        assertEquals(Optional.of(memory(7)), state.memory());
        assertEquals(1, written(), "it is there");
        wanted.set(Optional.of(memory(6)));
        assertEquals(1, written(), "what is there is newer");
        wanted.set(Optional.of(memory(8)));
        assertEquals(2, written());
        assertEquals(Optional.of(memory(8)), state.memory());
    }

    @Test
    void keepsWhatIsThereWhenTheOperatorSaysNothing() throws InterruptedException {
        state.apply("rollout", memory(12).encode(), Instant.EPOCH);
        assertEquals(0, written());
        assertEquals(Optional.of(memory(12)), state.memory());
    }
}
