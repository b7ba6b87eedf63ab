package dev.taskq.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The orders of the applications.
 *
 * @param begun the orders whose transactions began, by id, from the applications' journals
 * @param stored the ids in the applications' table at the end; it alone tells which transactions were committed
 * @param shipments the runs that have recorded a shipment, by task, from the applications' table at the end
 */
record Orders(Map<Long, Order> begun, Set<Long> stored, Map<Long, List<String>> shipments) {
    private static final String SUFFIX = ".journal";

    Orders {
        begun = Map.copyOf(begun);
        stored = Set.copyOf(stored);
        shipments = Map.copyOf(shipments);
    }

    static final Orders NONE = new Orders(Map.of(), Set.of(), Map.of());

    /** A row of the table of shipments. */
    private record Shipped(long task, String run) {}

    /**
     * An order, as its application wrote it down.
     *
     * @param id its id
     * @param process the process, as {@code application-1.2}
     * @param askedAt when its commit was asked for, if it was
     * @param toldAt when its commit was answered, if it was
     * @param rolledBack whether its transaction was rolled back as planned
     */
    record Order(long id, String process, Optional<Long> askedAt, Optional<Long> toldAt, boolean rolledBack) {
        private static Order begun(long id, String process) {
            return new Order(id, process, Optional.empty(), Optional.empty(), false);
        }

        private Order then(String step, long at) {
            return switch (step) {
                case "BEGIN" -> this;
                case "COMMIT" -> new Order(id, process, Optional.of(at), toldAt, rolledBack);
                case "COMMITTED" -> new Order(id, process, askedAt, Optional.of(at), rolledBack);
                case "ROLLBACK" -> new Order(id, process, askedAt, toldAt, true);
                default -> throw new IllegalStateException("the journal of " + process + " has a step " + step);
            };
        }
    }

    /** When the commit of an order was asked for, if it was. */
    Optional<Long> askedAt(long order) {
        return Optional.ofNullable(begun.get(order)).flatMap(Order::askedAt);
    }

    /** The number of stored orders whose commit was not answered. */
    long unanswered() {
        return stored.stream()
                .filter(id -> begun.containsKey(id) && begun.get(id).toldAt().isEmpty())
                .count();
    }

    /** The runs that have recorded the shipment of a task. */
    List<String> shipmentsOf(long task) {
        return shipments.getOrDefault(task, List.of());
    }

    /** Reads the journals and the tables, when no application runs any more. */
    static Orders read(Path journals, Database database) throws IOException, SQLException {
        List<Long> stored = database.query("select id from shop.orders", row -> row.getLong(1));
        Map<Long, List<String>> shipments = database
                .query("select task, run from shop.shipments", row -> new Shipped(row.getLong(1), row.getString(2)))
                .stream()
                .collect(Collectors.groupingBy(Shipped::task, Collectors.mapping(Shipped::run, Collectors.toList())));
        return new Orders(begun(journals), new HashSet<>(stored), shipments);
    }

    /** The orders in journals that no application writes any more. */
    static Map<Long, Order> begun(Path journals) throws IOException {
        Map<Long, Order> begun = new HashMap<>();
        try (Stream<Path> files = Files.list(journals)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                String process = file.getFileName().toString().replace(SUFFIX, "");
                for (String line : Files.readAllLines(file)) {
                    String[] words = line.split(" ", 4);
                    long id = Long.parseLong(words[2]);
                    Order order = begun.getOrDefault(id, Order.begun(id, process));
                    begun.put(id, order.then(words[0], Long.parseLong(words[1])));
                }
            }
        }
        return begun;
    }
}
