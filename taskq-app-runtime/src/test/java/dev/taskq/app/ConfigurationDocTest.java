package dev.taskq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {
    private static final Path DOC = Path.of("../docs/configuration.md");
    private static final String BEGIN = "<!-- settings: a test holds this table against the code -->\n";
    private static final String END = "<!-- end of settings -->";

    @Test
    void theTableInDocsIsThatOfTheCode() throws IOException {
        String doc = Files.readString(DOC);
        int from = doc.indexOf(BEGIN) + BEGIN.length();

        assertThat(doc.substring(from, doc.indexOf(END, from)))
                .as("the table of docs/configuration.md")
                .isEqualTo(SettingsTable.markdown());
    }
}
