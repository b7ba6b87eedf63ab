package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A key for signatures that nothing trusts, in a folder of its own, by GnuPG. */
final class SigningKey implements AutoCloseable {
    private static final String NAME = "test@taskq.invalid";

    private final Path home;

    private SigningKey(Path home) {
        this.home = home;
    }

    /** Whether GnuPG is installed. */
    static boolean isPossible() throws InterruptedException {
        try {
            return run(List.of("gpg", "--version")).exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static SigningKey make(Path home) throws IOException, InterruptedException {
        SigningKey key = new SigningKey(Files.createDirectory(
                home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
        key.gpg(
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "",
                "--quick-generate-key",
                NAME,
                "ed25519",
                "sign",
                "never");
        return key;
    }

    /** Makes Maven sign with it. */
    List<String> arguments() {
        return List.of("-Dgpg.homedir=" + home, "-Dgpg.keyname=" + NAME);
    }

    /** Fails unless the signature beside a file is of this key. */
    void verify(Path file) throws IOException, InterruptedException {
        gpg("--verify", file + ".asc", file.toString());
    }

    private void gpg(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("gpg", "--batch", "--homedir", home.toString()));
        command.addAll(List.of(arguments));
        Ran ran = run(command);
        assertThat(ran.exitCode()).as(ran.output()).isZero();
    }

    private record Ran(int exitCode, String output) {}

    private static Ran run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return new Ran(process.exitValue(), said);
    }

    /** Ends the agent that GnuPG has started for this folder. */
    @Override
    public void close() throws IOException, InterruptedException {
        run(List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
    }
}
