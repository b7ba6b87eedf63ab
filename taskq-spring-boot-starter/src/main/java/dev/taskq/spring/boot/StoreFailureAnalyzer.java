package dev.taskq.spring.boot;

import dev.taskq.NotRunningException;
import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreUnavailableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says what to do if an application cannot start because taskq's store does not answer or refuses. */
final class StoreFailureAnalyzer extends AbstractFailureAnalyzer<StoreUnavailableException> {
    private final Environment environment;

    StoreFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, StoreUnavailableException cause) {
        if (cause instanceof NotRunningException) {
            return null;
        }
        String description = "The store of taskq fails: " + cause.getMessage() + reason(cause);
        String action = cause instanceof StoreMisconfiguredException
                ? "Correct what the description names."
                : "Check that Postgres runs and that the application's DataSource leads to it. taskq tries again while the"
                        + " application starts, for taskq.start-timeout ("
                        + startTimeout()
                        + "). Make it longer if Postgres starts later than the application.";
        return new FailureAnalysis(description, action, cause);
    }

    /**
     * As it is set. Spring Boot takes an empty value for none, and a number without a unit for milliseconds, which may not be what was
     * meant.
     */
    private String startTimeout() {
        String text = Optional.ofNullable(environment.getProperty("taskq.start-timeout"))
                .filter(set -> !set.isEmpty())
                .orElse("30s");
        return text.chars().allMatch(Character::isDigit)
                ? text + "ms, because it is set without a unit, such as " + text + "s"
                : text;
    }

    /** The cause, where the message does not say it itself. */
    private static String reason(StoreUnavailableException failure) {
        Throwable cause = failure.getCause();
        if (failure instanceof StoreMisconfiguredException || cause == null) {
            return "";
        }
        String said = String.valueOf(cause.getMessage());
        return String.valueOf(failure.getMessage()).contains(said) ? "" : " (" + said + ")";
    }
}
