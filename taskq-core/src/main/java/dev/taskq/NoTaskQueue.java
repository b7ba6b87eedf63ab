package dev.taskq;

/** No queue. */
final class NoTaskQueue implements TaskQueue {
    static final NoTaskQueue INSTANCE = new NoTaskQueue();

    private NoTaskQueue() {}

    @Override
    public void close() {}
}
