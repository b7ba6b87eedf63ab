package dev.taskq.spring.boot;

import dev.taskq.spring.TaskHandler;

/** A class of an application that is restarted. */
class RestartedGreeter {
    private static int calls;

    record Greet(String name) {}

    record Greeting(String text, int calls, boolean ownLoader) {}

    @TaskHandler(type = "greet")
    Greeting greet(Greet greet) {
        calls++;
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return new Greeting(
                "Hello, " + greet.name(), calls, getClass().getClassLoader().equals(ofThread));
    }
}
