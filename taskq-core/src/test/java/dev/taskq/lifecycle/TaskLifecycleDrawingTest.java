package dev.taskq.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TaskLifecycleDrawingTest {
    private static final Path DOC = Path.of("../docs/task-lifecycle.md");

    @Test
    void theDrawingInDocsIsTheOneOfTheCode() throws IOException {
        String doc = Files.readString(DOC);
        String begin = "```mermaid\n";
        int from = doc.indexOf(begin) + begin.length();
        assertThat(doc.substring(from, doc.indexOf("```", from)))
                .as("the Mermaid block of docs/task-lifecycle.md")
                .isEqualTo(Move.mermaid());
    }
}
