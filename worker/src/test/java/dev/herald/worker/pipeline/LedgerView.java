package dev.herald.worker.pipeline;

import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * A channel's ledger, read from its beginning.
 *
 * @param facts
 *            in order, by partition
 * @param states
 *            of all units that facts speak of, as the reducer knows them
 */
public record LedgerView(Map<Integer, List<Fact>> facts, Map<Place, UnitState> states) {

    /** A unit and its partition. */
    public record Place(int partition, Unit unit) {}

    static LedgerView read(KafkaClients clients, String topic, int partitions) {
        var facts = new TreeMap<Integer, List<Fact>>();
        var states = new HashMap<Place, UnitState>();
        try (var consumer = clients.reader("view")) {
            for (int partition = 0; partition < partitions; partition++) {
                var place = new TopicPartition(topic, partition);
                long end = consumer.endOffsets(List.of(place)).get(place);
                var reducer = new Reducer(0, Reducer.UNKNOWN_TAKEOVER);
                var list = new ArrayList<Fact>();
                new PartitionScan(consumer).read(place, 0, end, record -> {
                    Fact fact = FactFormat.decode(record.value());
                    reducer.apply(record.offset(), Instant.ofEpochMilli(record.timestamp()), fact);
                    return list.add(fact);
                });
                facts.put(partition, list);
                int number = partition;
                list.stream()
                        .filter(Fact.OfUnit.class::isInstance)
                        .map(fact -> ((Fact.OfUnit) fact).unit())
                        .distinct()
                        .forEach(unit -> states.put(new Place(number, unit), reducer.state(unit)));
            }
        }
        return new LedgerView(facts, states);
    }

    public long count(UnitState.Status status) {
        return states.values().stream().filter(state -> state.is(status)).count();
    }

    public <F extends Fact> List<F> all(Class<F> type) {
        return facts.values().stream().flatMap(List::stream).filter(type::isInstance).map(type::cast).toList();
    }

    /** Units of which it was not known whether they arrived. */
    public Set<Place> uncertain() {
        return facts.entrySet()
                .stream()
                .flatMap(entry -> uncertain(entry.getValue())
                        .map(fact -> new Place(entry.getKey(), ((Fact.OfUnit) fact).unit())))
                .collect(Collectors.toSet());
    }

    /** What was said of them. */
    public List<Fact> uncertainFacts() {
        return facts.values().stream().flatMap(LedgerView::uncertain).toList();
    }

    private static Stream<Fact> uncertain(List<Fact> facts) {
        return facts.stream().filter(fact -> fact instanceof Fact.ResolvedUnknown || fact instanceof Fact.Ambiguous);
    }
}
