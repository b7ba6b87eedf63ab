package dev.taskq.spring.boot;

import dev.taskq.spring.BadHandlerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which handler is declared wrongly, without a stack trace. */
final class BadHandlerFailureAnalyzer extends AbstractFailureAnalyzer<BadHandlerException> {
    BadHandlerFailureAnalyzer() {}

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BadHandlerException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Correct the method or its annotation. docs/spring-boot.md of taskq says what they may be.",
                cause);
    }
}
