package dev.taskq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.rig.ComplaintException;
import dev.taskq.testkit.contract.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a repository of its own, by git itself. */
class WorktreeTest {
    @TempDir
    Path project;

    @BeforeEach
    void twoCommits() throws Exception {
        git("init", "--quiet");
        commit("first");
        git("tag", "v1");
        commit("second");
    }

    @Test
    void theOtherVersionIsCheckedOutUntilItIsClosed() throws Exception {
        Path path;
        try (Worktree worktree = Worktree.of(project, "v1")) {
            path = worktree.path();
            assertThat(path.resolve("file")).hasContent("first");
            assertThat(worktree.commit()).isEqualTo(git("rev-parse", "v1"));
            assertThat(project.resolve("file")).hasContent("second");
        }
        assertThat(path).doesNotExist();
        assertThat(git("worktree", "list").lines()).hasSize(1);
    }

    @Test
    void whatAKilledProcessHasLeftIsReplaced() throws Exception {
        Worktree left = Worktree.of(project, "v1");
        try (Worktree worktree = Worktree.of(project, "HEAD")) {
            assertThat(worktree.path()).isEqualTo(left.path());
            assertThat(worktree.path().resolve("file")).hasContent("second");
        }
        assertThat(git("worktree", "list").lines()).hasSize(1);
        left.close();
    }

    @Test
    void aNameThatIsNoCommitIsToldWithTheOption() {
        assertThatThrownBy(() -> Worktree.of(project, "--upload-pack=x"))
                .isInstanceOf(ComplaintException.class)
                .hasMessage("--against needs a branch, a tag or a commit of this repository, and \"--upload-pack=x\""
                        + " is none");
    }

    @Test
    void aVersionThatCannotBeBuiltIsToldWithTheLog() throws Exception {
        try (Worktree worktree = Worktree.of(project, "v1")) {
            Path program = worktree.path().resolve("mvnw");
            Files.writeString(program, "#!/bin/sh\necho broken here\nexit 1\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();

            assertThatThrownBy(worktree::build)
                    .isInstanceOf(ComplaintException.class)
                    .hasMessageContaining("against-build.log");
        }
        assertThat(project.resolve("target/benchmarks/against-build.log")).hasContent("broken here");
    }

    @Test
    void aBuildEndsWhenItIsClosed() throws Exception {
        Worktree worktree = Worktree.of(project, "v1");
        Path program = worktree.path().resolve("mvnw");
        Path began = project.resolve("began");
        Files.writeString(program, "#!/bin/sh\nmkfifo '" + began + "'\ncat '" + began + "'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Thread build = Thread.ofPlatform().start(() -> {
            try {
                worktree.build();
            } catch (ComplaintException e) {
                // It was ended.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Eventually.until(Eventually.LONG, () -> Files.exists(began));

        worktree.close();
        build.join();

        assertThat(worktree.path()).doesNotExist();
    }

    private void commit(String content) throws Exception {
        Files.writeString(project.resolve("file"), content);
        git("add", "file");
        git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", content);
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(git.waitFor()).as(output).isZero();
        return output;
    }
}
