package dev.taskq.benchmarks;

import dev.taskq.NewTask;
import dev.taskq.benchmarks.peers.Peer;
import java.util.Collections;

/** This project, embedded in this process as the others are. */
final class Taskq implements Peer {
    private final Bench bench;

    Taskq(Bench bench) {
        this.bench = bench;
    }

    @Override
    public String name() {
        return "taskq";
    }

    @Override
    public void enqueue(long due) {
        bench.coordinator().submit(task(due));
    }

    @Override
    public void enqueueAll(int number) {
        bench.coordinator().submitAll(Collections.nCopies(number, task(0)));
    }

    private static NewTask task(long due) {
        return Noop.TYPE.task(new Noop.Params(due));
    }

    @Override
    public void resume() {
        bench.startAgents();
    }

    @Override
    public void pause() {
        bench.stopAgents();
    }

    @Override
    public void close() {
        bench.close();
    }
}
