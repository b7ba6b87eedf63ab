package dev.taskq.examples.resize;

import dev.taskq.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A program: one handler, with a slot for each of the tasks {@code SOURCE WIDTH HEIGHT} that are its arguments. */
final class ManyAtOnce {
    private ManyAtOnce() {}

    public static void main(String[] args) throws Exception {
        ResizeImageHandler handler = new ResizeImageHandler(Path.of(args[0]));
        List<Future<Outcome>> outcomes = new ArrayList<>();
        try (ExecutorService slots = Executors.newCachedThreadPool()) {
            for (int i = 1; i < args.length; i += 3) {
                ResizeImage params = ResizeImage.of(
                        args[i], "out/" + i + ".jpg", Integer.parseInt(args[i + 1]), Integer.parseInt(args[i + 2]));
                outcomes.add(slots.submit(() -> handler.handle(new AnAttempt(), params)));
            }
            for (Future<Outcome> outcome : outcomes) {
                System.out.println(outcome.get());
            }
        }
    }
}
