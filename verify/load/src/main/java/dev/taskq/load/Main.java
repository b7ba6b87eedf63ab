package dev.taskq.load;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code java -jar taskq-load.jar}: load on a system that runs already. */
@Command(
        name = "taskq-load",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Submits tasks of type load at a given rate, follows each, and says whether the service levels are met.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all levels are met", "3:one is missed", "2:a wrong option", "1:it could not go on"})
public final class Main implements Callable<Integer> {
    @Mixin
    private TargetOptions target = new TargetOptions();

    @Mixin
    private LoadOptions options = new LoadOptions();

    @SuppressWarnings("unused") // Its annotation is what counts.
    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    private Main() {}

    /**
     * Runs it.
     *
     * @param args {@code --help} tells
     */
    public static void main(String[] args) {
        System.exit(LoadCommand.execute(new Main(), args));
    }

    @Override
    public Integer call() throws InterruptedException {
        options.check();
        Target named = target.target().orElseThrow(() -> new IllegalArgumentException("--url is needed"));
        return new LoadTest(named, options, System.out).run();
    }
}
