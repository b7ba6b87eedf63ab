package dev.taskq.memory.data;

import dev.taskq.memory.data.State.TypeShown;
import dev.taskq.memory.data.State.TypeUse;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeReading.Pause;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.TypeRefusal.Reason;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The known types. */
final class MemoryTypes implements Types {
    private final Transactions transactions;

    MemoryTypes(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<String> register(Collection<String> names) {
        return transactions.change(transaction -> register(transaction, names));
    }

    @Override
    public List<TypeRefusal> admit(Collection<String> names, TypeAdmission admission) {
        return transactions.change(transaction -> admit(transaction, names, admission));
    }

    @Override
    public int forget(Duration unused, Duration unusedAnnounced) {
        return transactions.change(transaction -> forget(transaction, unused, unusedAnnounced));
    }

    @Override
    public List<TypeState> all() {
        List<TypeState> all = new ArrayList<>();
        for (var entry : transactions.read().types().ascending()) {
            all.add(entry.value());
        }
        return all;
    }

    @Override
    public List<TypeState> some(Collection<String> names) {
        Transaction transaction = transactions.read();
        return new TreeSet<>(names)
                .stream()
                        .flatMap(name -> transaction.types().get(name).stream())
                        .toList();
    }

    @Override
    public boolean pause(String type, boolean paused, String by) {
        return transactions.change(transaction -> pause(transaction, type, paused, by));
    }

    @Override
    public void recordBacklog(List<BacklogCount> gauges) {
        transactions.alter(transaction -> record(transaction, gauges));
    }

    static List<String> register(Transaction transaction, Collection<String> names) {
        List<String> refused = new ArrayList<>();
        for (String name : names) {
            if (transaction.types().contains(name)) {
                transaction.use(name, Optional.empty());
            } else if (transaction.types().size() == MOST_TYPES) {
                refused.add(name);
            } else {
                add(transaction, name, Optional.empty());
            }
        }
        return refused;
    }

    private static void add(Transaction transaction, String name, Optional<String> caller) {
        transaction.put(new TypeState(name, false, Instant.EPOCH, 0, Optional.empty()));
        transaction.use(name, caller);
    }

    private static List<TypeRefusal> admit(Transaction transaction, Collection<String> names, TypeAdmission admission) {
        Optional<String> caller = Optional.of(admission.caller());
        List<TypeRefusal> refused = new ArrayList<>();
        int room = admission.most() - madeKnown(transaction, caller);
        for (String name : names) {
            boolean isKnown = transaction.types().contains(name);
            Optional<String> madeKnownBy = transaction.useOf(name).caller();
            if (isKnown && (madeKnownBy.isEmpty() || !admission.announcedOnly())) {
                transaction.use(name, madeKnownBy);
            } else if (admission.announcedOnly()) {
                refused.add(new TypeRefusal(name, Reason.NOT_ANNOUNCED));
            } else if (transaction.types().size() == MOST_TYPES) {
                refused.add(new TypeRefusal(name, Reason.STORE_FULL));
            } else if (room <= 0) {
                refused.add(new TypeRefusal(name, Reason.CALLER_FULL));
            } else {
                add(transaction, name, caller);
                room--;
            }
        }
        return refused;
    }

    private static int madeKnown(Transaction transaction, Optional<String> caller) {
        int number = 0;
        for (var entry : transaction.types().ascending()) {
            if (transaction.useOf(entry.key()).caller().equals(caller)) {
                number++;
            }
        }
        return number;
    }

    private static int forget(Transaction transaction, Duration unused, Duration unusedAnnounced) {
        Set<String> served = new HashSet<>();
        for (var entry : transaction.sessions().ascending()) {
            if (entry.value().end().isEmpty()) {
                served.addAll(entry.value().spec().types());
            }
        }
        Set<String> open = new HashSet<>();
        for (var entry : transaction.tasks().ascending()) {
            if (!entry.value().status().isFinal()) {
                open.add(entry.value().type());
            }
        }
        int forgotten = 0;
        for (var entry : transaction.types().ascending()) {
            String name = entry.key();
            TypeUse use = transaction.useOf(name);
            Duration longest = use.caller().isEmpty() ? unusedAnnounced : unused;
            boolean isOld = use.at().plus(longest).isBefore(transaction.now());
            if (isOld && !entry.value().paused() && !served.contains(name) && !open.contains(name)) {
                transaction.removeType(name);
                forgotten++;
            }
        }
        return forgotten;
    }

    private static boolean pause(Transaction transaction, String name, boolean paused, String by) {
        if (transaction.types().contains(name)) {
            transaction.use(name, transaction.useOf(name).caller());
        } else if (transaction.types().size() < MOST_TYPES) {
            add(transaction, name, Optional.of(by));
        }
        Optional<TypeState> known = transaction.types().get(name);
        if (known.isEmpty()) {
            return false;
        }
        TypeState type = known.get();
        if (type.paused() != paused) {
            transaction.put(new TypeState(name, paused, type.floor(), type.depth(), type.countedAt()));
            TypeShown shown = transaction.shown(name);
            Pause begin =
                    new Pause(Optional.of(transaction.now()), Optional.of(by).filter(caller -> !caller.isEmpty()));
            transaction.show(
                    name,
                    new TypeShown(
                            paused ? Optional.of(begin) : Optional.empty(), shown.waitsSince(), shown.scheduled()));
        }
        return true;
    }

    private static void record(Transaction transaction, List<BacklogCount> gauges) {
        for (BacklogCount gauge : gauges) {
            transaction.types().get(gauge.name()).ifPresent(type -> transaction.put(with(transaction, type, gauge)));
        }
    }

    private static TypeState with(Transaction transaction, TypeState type, BacklogCount gauge) {
        boolean counted = gauge.depth().isPresent();
        TypeShown shown = transaction.shown(type.name());
        transaction.show(
                type.name(),
                new TypeShown(
                        shown.pause(),
                        counted ? gauge.waitsSince() : shown.waitsSince(),
                        gauge.scheduled().orElse(shown.scheduled())));
        return new TypeState(
                type.name(),
                type.paused(),
                gauge.floor().isAfter(type.floor()) ? gauge.floor() : type.floor(),
                gauge.depth().orElse(type.depth()),
                counted ? Optional.of(transaction.now()) : type.countedAt());
    }
}
