package dev.taskq.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.PostgresServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Postgres stops and comes back under pages that are open. What they show is waited for, within the bounds of the browser. */
@Tag("full")
class PostgresGoneInBrowserTest {
    @Test
    void openPagesSayThatPostgresIsGoneAndComeBackByThemselves() {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), Chromium.MISSING);
        try (PostgresServer postgres = PostgresServer.start()) {
            PostgresConfig config = PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
            PostgresTaskStore.migrate(config);
            try (PostgresTaskStore store = PostgresTaskStore.open(config);
                    Served served = Served.start(store);
                    Chromium chromium = Chromium.start(executable.orElseThrow())) {
                showTheFailureAndComeBack(postgres, served, chromium);
            }
        }
    }

    private static void showTheFailureAndComeBack(PostgresServer postgres, Served served, Chromium chromium) {
        long id = served.waiting("shop");
        Page page = chromium.window(Chromium.size(1280, 800, ColorScheme.LIGHT));
        Chromium.signIn(page, served.address(), Served.ADMIN);
        page.navigate(served.address() + "/console/tasks/" + id);
        Page another = page.context().newPage();
        Page overview = page.context().newPage();
        overview.navigate(served.address() + "/console");

        postgres.kill();
        try {
            page.waitForSelector("#live >> text=cannot reach its database");
            another.navigate(served.address() + "/console/tasks/" + id);
            another.waitForSelector("h1 >> text=Postgres does not answer");
            overview.bringToFront();
            overview.waitForSelector(".health .bad >> text=Postgres does not answer");
            overview.waitForSelector(".health >> text=Redis is not used");
        } finally {
            postgres.restart();
        }
        overview.waitForSelector(".health .good >> text=Postgres answers");
        overview.waitForSelector("#busiest");
        page.bringToFront();
        page.waitForSelector("#live .lead .status-queued");
        another.bringToFront();
        another.waitForSelector("h1 >> text=Task " + id);
        another.waitForSelector("#params-title");
    }
}
