package dev.taskq.simulation.world;

import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The known types, over a process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param types the same chapter of the store in memory, opened for this process
 * @param listener is told what took effect
 */
record HostedTypes(StoreHost host, Member member, Types types, WorldListener listener) implements Types {
    @Override
    public List<String> register(Collection<String> names) {
        return host.call(member, Operation.REGISTER_TYPES, List.of(), () -> types.register(names));
    }

    @Override
    public List<TypeRefusal> admit(Collection<String> names, TypeAdmission admission) {
        return host.call(member, Operation.REGISTER_TYPES, List.of(), () -> types.admit(names, admission));
    }

    @Override
    public int forget(Duration unused, Duration unusedAnnounced) {
        listener.leading(member);
        return host.call(member, Operation.FORGET_TYPES, List.of(), () -> types.forget(unused, unusedAnnounced));
    }

    @Override
    public List<TypeState> all() {
        return host.call(member, Operation.TYPES, List.of(), types::all);
    }

    @Override
    public List<TypeState> some(Collection<String> names) {
        return host.call(member, Operation.TYPES, List.of(), () -> types.some(names));
    }

    @Override
    public boolean pause(String type, boolean paused, String by) {
        return host.call(member, Operation.PAUSE, List.of(), () -> {
            boolean done = types.pause(type, paused, by);
            if (done) {
                listener.paused(type, paused);
            }
            return done;
        });
    }

    @Override
    public void recordBacklog(List<BacklogCount> gauges) {
        host.call(member, Operation.RECORD_BACKLOG, List.of(), () -> {
            types.recordBacklog(gauges);
            listener.gauged();
            return gauges;
        });
    }
}
