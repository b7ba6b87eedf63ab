package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DashboardsTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?!__)(\\w+)");
    private static final List<String> DASHBOARDS = Repository.files("deploy/grafana/dashboards", ".json");

    @Test
    void everyQueryIsOfItsLanguageAndOfASourceThatIsProvisioned() {
        Set<String> sources = new HashSet<>(Repository.yaml("deploy/grafana/provisioning/datasources/taskq.yaml")
                .findValuesAsText("uid"));
        try (Grammar promQl = Grammar.promQl();
                Grammar logQl = Grammar.logQl()) {
            for (String dashboard : DASHBOARDS) {
                List<JsonNode> targets = targets(Repository.json(dashboard));
                assertThat(targets).as(dashboard).isNotEmpty();
                for (JsonNode target : targets) {
                    String query = chosen(target.path("expr").asText());
                    String source = target.at("/datasource/uid").asText();
                    assertThat(sources).contains(source);
                    assertThat((source.equals("loki") ? logQl : promQl).errors(query))
                            .as("%s: %s", dashboard, query)
                            .isEmpty();
                    Series.assertKnown(dashboard, query);
                }
            }
        }
    }

    @Test
    void whatIsProvisionedIsWhereComposePutsIt() {
        JsonNode services = Repository.yaml("compose.yaml").path("services");
        JsonNode provider = Repository.yaml("deploy/grafana/provisioning/dashboards/taskq.yaml")
                .at("/providers/0");
        JsonNode loki = Repository.yaml("deploy/loki/loki.yaml");

        assertThat(services.at("/grafana/volumes").toString())
                .contains("./deploy/grafana/dashboards:"
                        + provider.at("/options/path").asText() + ":ro");
        assertThat(Repository.text("deploy/alloy/config.alloy"))
                .contains("http://loki:" + loki.at("/server/http_listen_port").asText() + "/loki/api/v1/push");
        for (JsonNode source : Repository.yaml("deploy/grafana/provisioning/datasources/taskq.yaml")
                .path("datasources")) {
            String host = source.path("url").asText().replaceFirst("http://([a-z]+):\\d+", "$1");
            assertThat(services.has(host)).as(host).isTrue();
        }
    }

    @Test
    void everyVariableOfAQueryIsOneOfItsDashboard() {
        for (String name : DASHBOARDS) {
            JsonNode dashboard = Repository.json(name);
            Set<String> variables =
                    new HashSet<>(dashboard.at("/templating/list").findValuesAsText("name"));
            for (JsonNode target : targets(dashboard)) {
                Repository.all(VARIABLE, target.path("expr").asText())
                        .forEach(used -> assertThat(variables).as(name).contains(used.group(1)));
            }
        }
    }

    @Test
    void identitiesAreUniqueAndPanelsDoNotOverlap() {
        Set<String> dashboards = new HashSet<>();
        for (String name : DASHBOARDS) {
            JsonNode dashboard = Repository.json(name);
            assertThat(dashboards.add(dashboard.path("uid").asText())).as(name).isTrue();
            Set<Integer> panels = new HashSet<>();
            Set<List<Integer>> taken = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(panels.add(panel.path("id").asInt())).as(name).isTrue();
                for (List<Integer> cell : cells(panel.path("gridPos"))) {
                    assertThat(taken.add(cell))
                            .as("%s: %s", name, panel.path("title"))
                            .isTrue();
                }
            }
        }
    }

    private static List<JsonNode> targets(JsonNode dashboard) {
        List<JsonNode> targets = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> panel.path("targets").forEach(targets::add));
        return targets;
    }

    /** A query as Grafana sends it: with values in the place of its variables. */
    private static String chosen(String query) {
        return query.replace("$__rate_interval", "1m").replaceAll("\\$\\w+", "value");
    }

    private static List<List<Integer>> cells(JsonNode place) {
        List<List<Integer>> cells = new ArrayList<>();
        for (int x = 0; x < place.path("w").asInt(); x++) {
            for (int y = 0; y < place.path("h").asInt(); y++) {
                cells.add(List.of(place.path("x").asInt() + x, place.path("y").asInt() + y));
            }
        }
        return cells;
    }
}
