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
    private static final Pattern JOB = Pattern.compile("\\bjob\\b");
    private static final Pattern BY_TYPE = Pattern.compile("by \\(type\\)");
    private static final Pattern ENTRY = Pattern.compile("^## (Taskq\\w+)$", Pattern.MULTILINE);

    @Test
    void everyExpressionIsPromQlOverMetricsThatThereAre() {
        try (Grammar grammar = Grammar.promQl()) {
            for (JsonNode rule : rules()) {
                String expression = rule.path("expr").asText();
                assertThat(grammar.errors(expression)).as(expression).isEmpty();
                Series.assertKnown(rule.toString(), expression);
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
                    .isEqualTo("{{ $externalLabels.runbook }}#"
                            + alert.path("alert").asText().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void noExpressionNeedsAJobWhichFlyDoesNotGive() {
        assertThat(rules())
                .filteredOn(rule -> !rule.path("alert").asText().equals("TaskqDown"))
                .extracting(rule -> rule.path("expr").asText())
                .noneMatch(expression -> JOB.matcher(expression).find());
        assertThat(Repository.files("deploy/grafana/dashboards", ".json"))
                .noneMatch(file -> JOB.matcher(Repository.text(file)).find());
    }

    @Test
    void aPausedTypeRaisesNoAlert() {
        assertThat(alerts())
                .filteredOn(alert -> alert.at("/labels/severity").asText().equals("page")
                        && BY_TYPE.matcher(alert.path("expr").asText()).find())
                .isNotEmpty()
                .allMatch(alert ->
                        alert.path("expr").asText().contains("unless on (type) max by (type) (taskq_type_paused) > 0"));
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
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    private static List<JsonNode> rules() {
        List<JsonNode> rules = StreamSupport.stream(
                        Repository.yaml(RULES).path("groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .toList();
        assertThat(rules).isNotEmpty();
        return rules;
    }
}
