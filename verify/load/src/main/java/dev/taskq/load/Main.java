package dev.taskq.load;

import dev.taskq.rig.cli.BadOptionException;
import dev.taskq.rig.cli.Cli;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code java -jar taskq-load.jar}: puts load on a system that runs already. */
@Command(
        name = "taskq-load",
        description =
                "Submits tasks of type load at a given rate, follows each, and says whether the service levels are met.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all levels are met",
            "3:a level is missed",
            "2:a wrong option",
            "1:the test could not continue"
        })
public final class Main implements Callable<Integer> {
    @Mixin
    private TargetOptions target = new TargetOptions();

    @Mixin
    private LoadOptions options = new LoadOptions();

    private Main() {}

    /**
     * Runs the load test.
     *
     * @param args {@code --help} lists them
     */
    public static void main(String[] args) {
        System.exit(Cli.run(new Main(), args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Target named = target.target().orElseThrow(() -> new BadOptionException("--url is needed"));
        return new LoadTest(named, options, System.out).run();
    }
}
