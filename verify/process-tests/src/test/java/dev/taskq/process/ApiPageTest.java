package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.backend.PostgresBackend;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java programs of docs/api.md are whole: each compiles as it is written, and resizes a picture. */
class ApiPageTest {
    private static final Path PAGE = Published.ROOT.resolve("docs/api.md");
    private static final Path EXAMPLE = Path.of("..", "..", "examples", "resize-image", "target", "resize-image.jar");
    private static final Pattern SOURCE = Pattern.compile("in/picture-\\d+\\.png");

    @TempDir
    private Path folder;

    @Test
    void theProgramsResizePictures() throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.copy(EXAMPLE, plugins.resolve("resize-image.jar"));
        Path images = Files.createDirectory(folder.resolve("images"));
        String page = Files.readString(PAGE);
        drawPictures(page, images);
        int grpcPort = Ports.free();
        try (PostgresBackend postgres = Backends.postgres();
                AppProcess coordinator = AppProcess.coordinator(Map.of(
                        "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                        "TASKQ_POSTGRES_USER", postgres.user(),
                        "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                        "TASKQ_TOKENS", Http.tokenLine(),
                        "TASKQ_GRPC_PORT", Integer.toString(grpcPort)));
                AppProcess agent = AppProcess.agent(Map.of(
                        "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                        "TASKQ_POSTGRES_USER", postgres.user(),
                        "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                        "TASKQ_PLUGINS_DIR", plugins.toString(),
                        "RESIZE_IMAGE_ROOT", images.toString()))) {
            coordinator.ready();
            agent.ready();
            Map<String, String> environment = Map.of(
                    "TASKQ", "http://127.0.0.1:" + coordinator.port(),
                    "GRPC", "127.0.0.1:" + grpcPort,
                    "TOKEN", Http.secret());
            assertThat(run("Resize", page, environment)).contains("Resized[target=out/10.png, width=64, height=48");
            assertThat(run("ResizeOverGrpc", page, environment)).contains("TASK_STATUS_SUCCEEDED {\"bytes\"");
        }
    }

    /** Compiles the page's program of this name in memory, and runs it. */
    private String run(String name, String page, Map<String, String> environment)
            throws IOException, InterruptedException {
        Matcher program = Pattern.compile(
                        "```java\\n((?:(?!```).)*?public final class " + name + " .*?)```", Pattern.DOTALL)
                .matcher(page);
        assertThat(program.find()).as("%s is in %s", name, PAGE).isTrue();
        Path file = Files.writeString(folder.resolve(name + ".java"), program.group(1));
        return Published.java(environment, "-cp", System.getProperty("java.class.path"), file.toString());
    }

    private static void drawPictures(String page, Path images) throws IOException {
        Matcher sources = SOURCE.matcher(page);
        while (sources.find()) {
            Path picture = images.resolve(sources.group());
            Files.createDirectories(picture.getParent());
            ImageIO.write(new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        }
    }
}
