package dev.taskq.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The calls that show what happened: the history, the errors of failed tasks, and which caller changed what. Thread-safe. */
public final class Reports {
    private static final String ERRORS = "/v1/errors";
    private static final String AUDIT = "/v1/audit";
    private static final int PAGE = 100;

    private final Calls calls;

    Reports(Calls calls) {
        this.calls = calls;
    }

    /**
     * Reads what happened to tasks of a type, or of all types together, over a time. It is for people: a process that crashes loses the
     * counts of its last ten seconds.
     *
     * @param query the type, the range and the step
     * @return the history; without points if nothing was counted, or if the type is not known
     * @throws ProblemException with the status 400 if the step is none of those that there are, or the range is empty or too long
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public History history(HistoryQuery query) throws InterruptedException {
        return History.of(calls.make(Call.get("/v1/history" + Call.query(query.values()))));
    }

    /**
     * Reads the errors of the tasks that failed within the last day: of the newest 10,000 of them at most, and at most 30 s old.
     *
     * @return the errors, the most frequent first
     * @throws TaskqClientException if they cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public ErrorReport errors() throws InterruptedException {
        return ErrorReport.of(calls.make(Call.get(ERRORS)));
    }

    /**
     * Reads the errors of the tasks of one type that failed within the last day, among the newest 10,000 failures of all types. If all
     * failures of the type are older than those, it has no errors, and the report is not complete.
     *
     * @param type the name of the type
     * @return its errors, the most frequent first; none if there is no such type
     * @throws ProblemException with the status 400 if it cannot be the name of a type
     * @throws TaskqClientException if they cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public ErrorReport errors(String type) throws InterruptedException {
        return ErrorReport.of(calls.make(Call.get(ERRORS + Call.query(Map.of("type", List.of(type))))));
    }

    /**
     * Lists which caller changed what, newest first. The entries are read while the stream is consumed, page by page. If the thread that
     * consumes it is interrupted, the stream throws {@link java.util.concurrent.CancellationException}, and the thread stays interrupted.
     *
     * @param filter selects the entries
     * @return the entries; for one thread
     */
    public Stream<AuditEntry> audit(AuditFilter filter) {
        return Pages.stream(cursor -> {
            AuditPage page = auditPage(filter, cursor, PAGE);
            return new Pages.Page<>(page.entries(), page.next());
        });
    }

    /**
     * Reads one page of the audit log.
     *
     * @param filter selects the entries
     * @param cursor the {@link AuditPage#next()} of an earlier page with the same filter; empty for the first page
     * @param limit the most entries of the page, 1 to 1,000
     * @return the page
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public AuditPage auditPage(AuditFilter filter, Optional<String> cursor, int limit) throws InterruptedException {
        Map<String, List<String>> query = new LinkedHashMap<>(filter.values());
        query.put("limit", List.of(Integer.toString(limit)));
        cursor.ifPresent(from -> query.put("cursor", List.of(from)));
        return AuditPage.of(calls.make(Call.get(AUDIT + Call.query(query))));
    }
}
