package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final String RULES = "deploy/prometheus/rules.yml";
    private static final Pattern ENTRY = Pattern.compile("^## (Taskq\\w+)$", Pattern.MULTILINE);

    @Test
    void everyExpressionIsPromQlOverMetricsThatThereAre() {
        try (Grammar grammar = Grammar.promQl()) {
            for (JsonNode alert : alerts()) {
                String expression = alert.path("expr").asText();
                assertThat(grammar.errors(expression)).as(expression).isEmpty();
                Series.assertKnown(alert.path("alert").asText(), expression);
            }
        }
    }

    @Test
    void everyAlertSaysHowUrgentItIsAndLeadsToItsEntryInTheRunbook() {
        Set<String> entries = Repository.all(ENTRY, Repository.text("docs/runbook.md"))
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(names()).isEqualTo(entries);
        for (JsonNode alert : alerts()) {
            assertThat(alert.at("/labels/severity").asText()).isIn("page", "ticket");
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(alert.at("/annotations/runbook_url").asText())
                    .isEqualTo("docs/runbook.md#" + alert.path("alert").asText().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void everyAlertIsPlayed() {
        Set<String> played = new TreeSet<>(
                Repository.yaml("deploy/prometheus/rules-test.yml").findValuesAsText("alertname"));

        assertThat(played).isEqualTo(names());
    }

    private static Set<String> names() {
        return alerts().stream()
                .map(alert -> alert.path("alert").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<JsonNode> alerts() {
        List<JsonNode> alerts = StreamSupport.stream(
                        Repository.yaml(RULES).path("groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .toList();
        assertThat(alerts).isNotEmpty();
        return alerts;
    }
}
