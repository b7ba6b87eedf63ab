package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where address and token come from. */
class ProfilesTest {
    private static final String TWO = """
            # Comments are allowed.
            default.url=http://local:8080
            default.token=of-local
            production.url = https://taskq.example.com/path
            production.token = of-production
            """;

    @TempDir
    private Path home;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.createDirectories(home.resolve(".config/taskq")).resolve("profiles");
        write(TWO);
    }

    private void write(String content) throws Exception {
        Files.writeString(file, content);
        rights("rw-------");
    }

    private void rights(String rights) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    private Target target(Map<String, String> more, String url, String profile) {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", home.toString()));
        environment.putAll(more);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Surroundings at = new Surroundings(
                environment,
                new ByteArrayInputStream(new byte[0]),
                nowhere,
                nowhere,
                Optional.empty(),
                InstantSource.system());
        return Target.of(
                Optional.of(url).filter(given -> !given.isEmpty()),
                Optional.of(profile).filter(given -> !given.isEmpty()),
                at);
    }

    private void complains(String text, Map<String, String> more, String url, String profile) {
        assertThatThrownBy(() -> target(more, url, profile))
                .isInstanceOfSatisfying(
                        ComplaintException.class,
                        complaint -> assertThat(complaint.exitCode()).isEqualTo(ExitCodes.USAGE))
                .hasMessageContaining(text)
                .hasMessageNotContaining("of-");
    }

    @Test
    void theProfileIsNamedOrTheDefault() throws Exception {
        assertThat(target(Map.of(), "", "").token()).isEqualTo("of-local");
        assertThat(target(Map.of(), "", "production").url()).hasToString("https://taskq.example.com/path");
        assertThat(target(Map.of("TASKQ_PROFILE", "production"), "", "").token())
                .isEqualTo("of-production");
        Path elsewhere = Files.move(file, home.resolve("mine"));
        assertThat(target(Map.of("TASKQ_PROFILES", elsewhere.toString()), "", "")
                        .token())
                .isEqualTo("of-local");
        Files.createDirectories(home.resolve("xdg/taskq"));
        Files.move(elsewhere, home.resolve("xdg/taskq/profiles"));
        assertThat(target(Map.of("XDG_CONFIG_HOME", home.resolve("xdg").toString()), "", "")
                        .token())
                .isEqualTo("of-local");
    }

    @Test
    void theTokenOfAProfileGoesToNoOtherAddress() {
        Map<String, String> other = Map.of("TASKQ_URL", "http://other:1");
        complains("there is no token for the address of TASKQ_URL", other, "", "");
        complains("there is no token for the address of --url", Map.of(), "http://third:1", "");
        Map<String, String> both = Map.of("TASKQ_URL", "http://other:1", "TASKQ_TOKEN", "of-other");
        assertThat(target(both, "", "").token()).isEqualTo("of-other");
        assertThat(target(both, "", "production").token()).isEqualTo("of-production");
        assertThat(target(both, "http://third:1", "").url()).hasToString("http://third:1");
    }

    @Test
    void whatIsAtTheWrongPlaceIsNotShown() {
        Map<String, String> swapped = Map.of("TASKQ_URL", "of-token");
        complains("there is no token for the address of TASKQ_URL", swapped, "", "");
        complains("TASKQ_URL is no address", Map.of("TASKQ_URL", "of-token", "TASKQ_TOKEN", "http://here"), "", "");
        Map<String, String> token = Map.of("TASKQ_TOKEN", "of-other");
        complains("--url is no address", token, "https://user:of-password@host", "");
        complains("there is no token for the address of --url", Map.of(), "https://user:of-password@host", "");
    }

    @Test
    void aFileThatOthersCanReadIsRefused() throws Exception {
        for (String rights : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"}) {
            rights(rights);
            complains("others than its owner may read or write", Map.of(), "", "");
        }
        rights("r--------");
        assertThat(target(Map.of(), "", "").token()).isEqualTo("of-local");
    }

    @Test
    void aFileThatIsWrongIsExplainedWithoutItsTokens() throws Exception {
        complains("there is no profile \"none\"", Map.of(), "", "none");
        write("default.url=http://local:8080");
        complains("lacks token", Map.of(), "", "");
        write(TWO + "default.tokne=of-typing");
        complains("line 6 of", Map.of(), "", "");
        write("default.url=http://local:8080\ndefault.token=\nof-a-line-alone\n");
        complains("line 3 of", Map.of(), "", "");
        write("default.url=of-url\ndefault.token=t");
        complains("default.url is no address", Map.of(), "", "");
        write("default.url=http://local\ndefault.token=\\u00zzof-bad");
        complains("cannot be read", Map.of(), "", "");
        write("#" + "x".repeat(64 * 1024));
        complains("larger than 64 KiB", Map.of(), "", "");
        Files.delete(file);
        complains("there is no file", Map.of(), "", "production");
    }
}
