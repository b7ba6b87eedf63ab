package dev.taskq.postgres;

import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.ServerErrorMessage;

/** Refusals of the server that need an operator's correction, by SQL state. */
enum Misconfiguration {
    LOGIN_REFUSED(Problem.LOGIN_REFUSED, "Postgres refuses the login", "correct the user, its password or pg_hba.conf"),
    NO_SUCH_DATABASE(Problem.NO_SUCH_DATABASE, "there is no such database", "create it, or correct the URL"),
    NO_RIGHTS(Problem.NO_RIGHTS, "the role lacks a right", "grant it, docs/postgres.md says which the role needs"),
    SCHEMA_DAMAGED(
            Problem.SCHEMA_DAMAGED,
            "the schema taskq lacks what its migrations made",
            "see docs/postgres.md, Migrations"),
    UNSUITABLE(
            Problem.UNSUITABLE, "this database does not do what taskq needs", "see docs/postgres.md for what it needs");

    private final Problem problem;
    private final String finding;
    private final String remedy;

    Misconfiguration(Problem problem, String finding, String remedy) {
        this.problem = problem;
        this.finding = finding;
        this.remedy = remedy;
    }

    static Optional<Misconfiguration> of(SQLException e) {
        return switch (Failures.state(e)) {
            case "28000", "28P01", "08004" -> Optional.of(LOGIN_REFUSED);
            case "3D000" -> Optional.of(NO_SUCH_DATABASE);
            case "42501" -> Optional.of(NO_RIGHTS);
            case "3F000", "42P01", "42703" -> Optional.of(SCHEMA_DAMAGED);
            case "0A000" -> Optional.of(UNSUITABLE);
            default -> Optional.empty();
        };
    }

    /**
     * Names the role, database or table in the server's words. The messages of these states never quote the content of
     * a row.
     */
    StoreMisconfiguredException exception(SQLException e) {
        String said = Failures.message(e).map(ServerErrorMessage::getMessage).orElseGet(e::getMessage);
        return new StoreMisconfiguredException(
                problem, finding + ": " + said + "; " + remedy + "; nothing was changed, repeating does not help", e);
    }
}
