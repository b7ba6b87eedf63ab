package dev.taskq.benchmarks;

import dev.taskq.benchmarks.plugin.Tally;
import dev.taskq.benchmarks.plugin.Tally.Latencies;
import dev.taskq.benchmarks.plugin.TimedNoop;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.rig.process.PluginJar;
import dev.taskq.rig.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The programs as they are deployed: the coordinator, and two agents that are processes too. This process is only the load. The
 * programs may be of another version than this one.
 */
final class Deployed implements Target, Runs {
    private static final int AGENTS = 2;

    private final LocalStack stack;
    private final List<Tally> tallies;
    private List<Latencies> taken;

    private Deployed(LocalStack stack, List<Tally> tallies) {
        this.stack = stack;
        this.tallies = tallies;
        this.taken = read(tallies);
    }

    /** Starts agents beside the parts of a stack. They end with the stack. */
    static Deployed on(LocalStack stack) throws IOException, InterruptedException {
        Path plugins = stack.folder().sub("plugins");
        PluginJar.write(plugins.resolve("noop.jar"), List.of(TimedNoop.class));
        Path folder = stack.folder().sub("tallies");
        stack.startAgents(
                AGENTS,
                List.of("-D" + TimedNoop.FOLDER + "=" + folder),
                Map.of("TASKQ_PLUGINS_DIR", plugins.toString()));
        List<Tally> tallies = new ArrayList<>();
        for (JarProcess agent : stack.agents()) {
            tallies.add(Tally.open(folder.resolve(Long.toString(agent.pid()))));
        }
        return new Deployed(stack, tallies);
    }

    private static List<Latencies> read(List<Tally> tallies) {
        return tallies.stream().map(Tally::latencies).toList();
    }

    @Override
    public LocalStack stack() {
        return stack;
    }

    @Override
    public Runs runs() {
        return this;
    }

    /** The agents run tasks all the time. */
    @Override
    public Serving serve() {
        return () -> {};
    }

    @Override
    public long done() {
        return tallies.stream().mapToLong(Tally::tasks).sum();
    }

    @Override
    public synchronized Histogram takePickUps() {
        List<Latencies> now = read(tallies);
        Histogram since = Noop.newHistogram();
        for (int i = 0; i < now.size(); i++) {
            now.get(i).since(taken.get(i), since::recordValueWithCount);
        }
        taken = now;
        return since;
    }
}
