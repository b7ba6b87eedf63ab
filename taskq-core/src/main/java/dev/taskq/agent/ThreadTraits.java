package dev.taskq.agent;

import org.jspecify.annotations.Nullable;

/** What a handler may change of the thread that runs it, as it was before. Immutable. */
record ThreadTraits(
        Thread thread, String name, int priority, @Nullable ClassLoader classLoader) {
    /** Of the thread that calls. */
    static ThreadTraits ofCurrent() {
        Thread thread = Thread.currentThread();
        return new ThreadTraits(thread, thread.getName(), thread.getPriority(), thread.getContextClassLoader());
    }

    /** Puts back what was changed, so that the next task on the thread does not find it. */
    @SuppressWarnings("ThreadPriorityCheck") // It restores what other code relies on.
    void putBack() {
        if (!thread.getName().equals(name)) {
            thread.setName(name);
        }
        if (thread.getPriority() != priority) {
            thread.setPriority(priority);
        }
        thread.setContextClassLoader(classLoader);
    }
}
