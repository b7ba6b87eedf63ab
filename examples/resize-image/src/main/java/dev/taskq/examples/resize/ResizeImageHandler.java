package dev.taskq.examples.resize;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Resizes a picture: {@code {"source": "in.png", "target": "out.jpg", "width": 320, "height": 200}}.
 *
 * <p>Two runs give the same file, so at-least-once execution is safe. A task that no repeat can help (params
 * that are absent, a picture that is missing, broken, too large or outside of the root folder) fails for good. A task that meets a full disk or a missing root
 * folder is tried again. The target appears whole or not at all. Thread-safe.
 */
public final class ResizeImageHandler implements TaskHandler<ResizeImage> {
    /** The type. Java programs that submit use it too: {@code RESIZE_IMAGE.task(new ResizeImage(…))}. */
    public static final TaskType<ResizeImage> RESIZE_IMAGE =
            TaskType.of("resize_image", ResizeImage.class).withTimeout(Duration.ofMinutes(5));

    /** The longest side of a target, in pixels. */
    static final int LONGEST_SIDE = 10_000;

    /** The most pixels of a source and of a target. */
    static final int MOST_PIXELS = 50_000_000;

    private final ImageFolder folder;

    private final MemoryBudget memory;
    private final Readers readers = new Readers();

    /**
     * For use as a plugin. The environment variable {@code RESIZE_IMAGE_ROOT} names the root folder; the default is {@code
     * images}. No display is used, even if one exists.
     */
    public ResizeImageHandler() {
        this(Path.of(Optional.ofNullable(System.getenv("RESIZE_IMAGE_ROOT")).orElse("images")));
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
    }

    /**
     * For use in code.
     *
     * @param root the folder in which pictures are read and written
     */
    public ResizeImageHandler(Path root) {
        this(root, MemoryBudget.halfOfTheHeap());
    }

    ResizeImageHandler(Path root, MemoryBudget memory) {
        this.folder = new ImageFolder(root);
        this.memory = memory;
    }

    @Override
    public TaskType<ResizeImage> type() {
        return RESIZE_IMAGE;
    }

    @Override
    public Outcome handle(TaskContext context, ResizeImage params) throws IOException, InterruptedException {
        try {
            return Outcome.done(resize(params));
        } catch (UnfitException e) {
            return Outcome.giveUp(e.reason());
        }
    }

    private ResizedImage resize(ResizeImage params) throws UnfitException, IOException, InterruptedException {
        String sourceName = given("source", params.source());
        String targetName = given("target", params.target());
        Size box = box(given("width", params.width()), given("height", params.height()));
        ImageFormat format = ImageFormat.ofTarget(targetName);
        Path source = folder.source(sourceName);
        SourceImage.Header header = memory.with(SourceImage.bytesToOpen(source, sourceName), () -> {
            try (SourceImage image = SourceImage.open(source, sourceName, readers)) {
                return image.header();
            }
        });
        Path target = folder.target(targetName, source);
        Size size =
                Boolean.TRUE.equals(params.keepAspectRatio()) ? header.upright().fittedInto(box) : box;
        return memory.with(Scaling.bytes(header, size), () -> {
            BufferedImage scaled = Scaling.scale(shrunk(source, sourceName, header, size, format), size);
            long bytes = TargetImage.write(scaled, format, target);
            return new ResizedImage(targetName, size.width(), size.height(), bytes);
        });
    }

    private BufferedImage shrunk(Path source, String name, SourceImage.Header expected, Size size, ImageFormat format)
            throws UnfitException, IOException, InterruptedException {
        try (SourceImage image = SourceImage.open(source, name, readers)) {
            if (!image.header().agreesWith(expected)) {
                throw new IOException("source was changed while it was read: " + name);
            }
            return Shrinking.shrink(image.decode(), image.header().facts(), size, format.transparent());
        }
    }

    private static <T> T given(String name, @Nullable T value) throws UnfitException {
        if (value == null) {
            throw new UnfitException(name + " is missing");
        }
        return value;
    }

    private static Size box(int width, int height) throws UnfitException {
        if (Math.min(width, height) < 1 || Math.max(width, height) > LONGEST_SIDE) {
            throw new UnfitException(
                    "width and height must be between 1 and " + LONGEST_SIDE + ": " + width + " x " + height);
        }
        Size size = new Size(width, height);
        if (size.pixels() > MOST_PIXELS) {
            throw new UnfitException(
                    "target would have " + size + " pixels, more than " + MOST_PIXELS / 1_000_000 + " million");
        }
        return size;
    }
}
