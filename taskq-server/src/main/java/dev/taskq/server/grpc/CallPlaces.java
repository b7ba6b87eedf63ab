package dev.taskq.server.grpc;

import dev.taskq.server.Caller;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the open calls. Calls of callers, calls whose token is not checked yet, calls that need no token, and those of them
 * that go on are counted apart, so that those without a valid token take no place of the others. Thread-safe.
 */
final class CallPlaces {
    /** One caller may hold a half of all places, so that it does not shut out all others. */
    private static final int SHARE_OF_ONE = 2;

    /** A request that needs no token is small, and arrives at once if its caller is sound. */
    private static final int SHARE_ARRIVING = 4;

    /** Calls that need no token and go on may hold one connection in so many. */
    private static final int SHARE_GOING_ON = 4;

    /** A client watches the health of one or a few services, or asks once for the description. */
    private static final int GOING_ON_OF_CONNECTION = 4;

    /** The problem of a call that gives way. */
    static final Problem GAVE_WAY = Problem.busy("too many calls without a token are open");

    private final int most;
    private final int mostOfOne;
    private final int mostArriving;
    private final int mostGoingOn;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> callers = new HashMap<>();
    private final LinkedHashSet<Place> arriving = new LinkedHashSet<>();
    private final LinkedHashSet<Place> goingOn = new LinkedHashSet<>();
    private int ofCallers;
    private int unchecked;

    /**
     * Creates places that are all free.
     *
     * @param most the most open calls of all callers together, at least 1
     */
    CallPlaces(int most) {
        this.most = most;
        this.mostOfOne = Math.max(1, most / SHARE_OF_ONE);
        this.mostArriving = Math.max(1, most / SHARE_ARRIVING);
        this.mostGoingOn = Math.max(1, most / SHARE_GOING_ON);
    }

    private enum Kind {
        ARRIVING,
        GOES_ON,
        UNCHECKED,
        OF_CALLER,
        NONE
    }

    /** The place of one call. */
    final class Place {
        private final Object connection;
        private final Runnable whenDisplaced;
        private Kind kind;
        private String caller = "";

        private Place(Kind kind, Object connection, Runnable whenDisplaced) {
            this.kind = kind;
            this.connection = connection;
            this.whenDisplaced = whenDisplaced;
        }

        /** The request has arrived: a call that needs no token is answered at once then, and has no place any more. */
        void arrived() {
            lock.lock();
            try {
                if (kind == Kind.ARRIVING) {
                    become(Kind.NONE);
                }
            } finally {
                lock.unlock();
            }
        }

        /**
         * The request has arrived, of a call that needs no token and goes on. The oldest of its connection gives way, if that
         * has several, or the oldest of all.
         */
        void goesOn() {
            goesOnFrom(Kind.ARRIVING);
        }

        private void goesOnFrom(Kind before) {
            Optional<Place> oldest = Optional.empty();
            lock.lock();
            try {
                if (kind == before) {
                    oldest = mustGive(connection);
                    oldest.ifPresent(place -> place.become(Kind.NONE));
                    become(Kind.GOES_ON);
                }
            } finally {
                lock.unlock();
            }
            oldest.ifPresent(place -> place.whenDisplaced.run());
        }

        /**
         * The token is valid: the call now counts among those of its caller.
         *
         * @throws ProblemException if the caller, or all callers together, have too many open calls; the call has no
         *     place then
         */
        void of(Caller found) {
            lock.lock();
            try {
                become(Kind.NONE);
                if (callers.getOrDefault(found.name(), 0) >= mostOfOne) {
                    throw new ProblemException(Problem.busy("the caller has too many open calls"));
                }
                if (ofCallers >= most) {
                    throw tooMany();
                }
                caller = found.name();
                become(Kind.OF_CALLER);
            } finally {
                lock.unlock();
            }
        }

        /** The call is over, or its token is not valid. */
        void leave() {
            lock.lock();
            try {
                become(Kind.NONE);
            } finally {
                lock.unlock();
            }
        }

        private void become(Kind next) {
            count(-1);
            kind = next;
            count(1);
        }

        private void count(int change) {
            switch (kind) {
                case ARRIVING -> count(arriving, change);
                case GOES_ON -> count(goingOn, change);
                case UNCHECKED -> unchecked += change;
                case OF_CALLER -> {
                    ofCallers += change;
                    callers.merge(caller, change, (now, by) -> now + by == 0 ? null : now + by);
                }
                case NONE -> {}
            }
        }

        private void count(Set<Place> places, int change) {
            if (change > 0) {
                places.add(this);
            } else {
                places.remove(this);
            }
        }
    }

    /** The call that gives way to one more of a connection that goes on. */
    private Optional<Place> mustGive(Object connection) {
        List<Place> ofConnection =
                goingOn.stream().filter(it -> it.connection.equals(connection)).toList();
        if (ofConnection.size() >= GOING_ON_OF_CONNECTION) {
            return Optional.of(ofConnection.getFirst());
        }
        return goingOn.size() >= mostGoingOn ? Optional.of(goingOn.getFirst()) : Optional.empty();
    }

    private static ProblemException tooMany() {
        return new ProblemException(Problem.busy("too many calls are open"));
    }

    /**
     * A place for a call that needs no token, until its request has arrived. The call that has waited longest for its
     * request gives way.
     *
     * @param connection its connection
     * @param whenDisplaced ends the call when it must give way; any thread may run it, and it must not wait
     */
    Place withoutToken(Object connection, Runnable whenDisplaced) {
        Optional<Place> oldest = Optional.empty();
        lock.lock();
        try {
            if (arriving.size() >= mostArriving) {
                Place first = arriving.getFirst();
                first.become(Kind.NONE);
                oldest = Optional.of(first);
            }
            return begin(Kind.ARRIVING, connection, whenDisplaced);
        } finally {
            lock.unlock();
            oldest.ifPresent(place -> place.whenDisplaced.run());
        }
    }

    /**
     * A place for a call that needs no token and goes on from its begin. As in {@link Place#goesOn()}, the oldest gives way.
     *
     * @param connection its connection
     * @param whenDisplaced ends the call when it must give way; any thread may run it, and it must not wait
     */
    Place goingOn(Object connection, Runnable whenDisplaced) {
        Place place = new Place(Kind.NONE, connection, whenDisplaced);
        place.goesOnFrom(Kind.NONE);
        return place;
    }

    /**
     * A place for a call whose token must be checked first.
     *
     * @throws ProblemException if too many wait for that
     */
    Place unchecked() {
        lock.lock();
        try {
            if (unchecked >= most) {
                throw tooMany();
            }
            return begin(Kind.UNCHECKED, this, () -> {});
        } finally {
            lock.unlock();
        }
    }

    /**
     * A place for a call with a token that its connection has shown before.
     *
     * @param caller the caller that had the token then
     * @throws ProblemException if the caller, or all callers together, have too many open calls
     */
    Place known(Caller caller) {
        Place place = new Place(Kind.NONE, this, () -> {});
        place.of(caller);
        return place;
    }

    private Place begin(Kind kind, Object connection, Runnable whenDisplaced) {
        Place place = new Place(kind, connection, whenDisplaced);
        place.count(1);
        return place;
    }

    /** The number of calls with a place. */
    int taken() {
        lock.lock();
        try {
            return ofCallers + unchecked + arriving.size() + goingOn.size();
        } finally {
            lock.unlock();
        }
    }
}
