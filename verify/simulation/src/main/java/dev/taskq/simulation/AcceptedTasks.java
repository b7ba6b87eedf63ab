package dev.taskq.simulation;

import java.util.HashMap;
import java.util.Map;

/** The submissions that clients were told to be accepted. Each has one row, which must exist at that moment. */
final class AcceptedTasks {
    private final Violations violations;
    private final Account account;
    private final Map<String, Long> ids = new HashMap<>();

    AcceptedTasks(Violations violations, Account account) {
        this.violations = violations;
        this.account = account;
    }

    /** A client has the answer to a submission, which may be one of several answers. */
    void add(String name, long id) {
        Long before = ids.put(name, id);
        violations.check(before == null || before == id, "%s was accepted as %s and as %s", name, before, id);
        violations.check(account.has(id), "%s was accepted as %s, and that row does not exist", name, id);
    }

    int number() {
        return ids.size();
    }
}
