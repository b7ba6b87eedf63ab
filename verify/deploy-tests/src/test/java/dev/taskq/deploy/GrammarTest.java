package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is wrong is found: else the tests that use the grammars would say nothing. */
class GrammarTest {
    @Test
    void whatIsNoPromQlIsFound() {
        try (Grammar grammar = Grammar.promQl()) {
            assertThat(grammar.errors("sum by (type) (rate(taskq_finishes_total{type=~\"a.*\"}[5m])) > 1"))
                    .isEmpty();
            assertThat(grammar.errors("sum by (type (up)")).isNotEmpty();
            assertThat(grammar.errors("rate(up[5m)")).isNotEmpty();
            assertThat(grammar.errors("up{job=}")).isNotEmpty();
        }
    }

    @Test
    void whatIsNoLogQlIsFound() {
        try (Grammar grammar = Grammar.logQl()) {
            assertThat(grammar.errors("{app=\"coordinator\"} | json | task_id = `7`"))
                    .isEmpty();
            assertThat(grammar.errors("{app=coordinator}")).isNotEmpty();
            assertThat(grammar.errors("{app=\"coordinator\"} |")).isNotEmpty();
        }
    }
}
