package dev.taskq.console;

import dev.taskq.console.site.Site;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.page.Pages;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A web console, to be given to {@link dev.taskq.server.TaskqServerBuilder#console}. A person signs in with a token of the
 * API, and may do in the console what the token allows. Sessions are kept in the memory of the process: they end with it,
 * and another coordinator does not know them. Thread-safe.
 */
@SuppressWarnings("exports") // what it implements is for the server alone
public final class Console implements Pages {
    private final Site site;

    private Console(Site site) {
        this.site = site;
    }

    /**
     * A console with {@link ConsoleConfig#DEFAULTS}.
     *
     * @return the console
     */
    public static Console create() {
        return of(ConsoleConfig.DEFAULTS);
    }

    /**
     * A console.
     *
     * @param config the bounds of its sessions, and what it shows to whom
     * @return the console
     */
    public static Console of(ConsoleConfig config) {
        return new Console(new Site(config, Site.Entry.BY_TOKEN, System::nanoTime, InstantSource.system()));
    }

    @Override
    public PageAnswer answer(PageRequest request, ServerCalls calls) {
        return site.answer(request, calls, Optional.empty());
    }

    @Override
    public FormSize formSize(PageRequest request, ServerCalls calls) {
        return site.formSize(request, calls);
    }
}
