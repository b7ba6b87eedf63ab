package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The table of the documentation has the properties that editors complete, and their defaults. */
class PropertiesTableTest {
    private static final Pattern ROW = Pattern.compile("^\\| `(taskq\\.[^`]+)` \\| ([^|]*?) \\|", Pattern.MULTILINE);

    @Test
    void theTableIsTheMetadata() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "spring-boot.md"));
        Set<String> table = ROW.matcher(page)
                .results()
                .map(row -> row.group(1) + " " + row.group(2).replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            JsonNode properties = new ObjectMapper().readTree(metadata).path("properties");
            Set<String> known = StreamSupport.stream(properties.spliterator(), false)
                    // Those of the endpoint are Boot's.
                    .filter(property -> property.path("name").asText().startsWith("taskq."))
                    .map(property -> property.path("name").asText() + " "
                            + property.path("defaultValue").asText("–"))
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(table).isEqualTo(known);
            assertThat(properties)
                    .allSatisfy(property ->
                            assertThat(property.path("description").asText()).isNotBlank());
        }
    }
}
