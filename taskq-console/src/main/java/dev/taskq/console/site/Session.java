package dev.taskq.console.site;

import java.util.Optional;

/** The session of a person. Thread-safe. */
final class Session {
    private final String caller;
    private final Optional<String> token;
    private final String formKey;
    private final Confirmed confirmed = new Confirmed();
    private final long begun;
    private volatile long used;

    Session(String caller, Optional<String> token, String formKey, long now) {
        this.caller = caller;
        this.token = token;
        this.formKey = formKey;
        this.begun = now;
        this.used = now;
    }

    /** The name of the caller that began it. */
    String caller() {
        return caller;
    }

    /**
     * The token of the API, which is checked at each request. Never shown, and never logged. Empty if a proxy or the
     * application has named the person, which it does at each request.
     */
    Optional<String> token() {
        return token;
    }

    /** What each form of the session must send back. That of a person without a token depends on the name alone. */
    String formKey() {
        return formKey;
    }

    /** What was confirmed in it. */
    Confirmed confirmed() {
        return confirmed;
    }

    long begun() {
        return begun;
    }

    long used() {
        return used;
    }

    void use(long now) {
        used = now;
    }
}
