package dev.taskq.examples.demo;

import dev.taskq.client.NewTask;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The pictures of the demo: makes the sources and checks the results. */
final class Pictures {
    static final String TYPE = "resize_image";
    private static final String MISSPELT = "resize_imgae";

    private static final int SOURCES = 20;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    private final Path root;

    Pictures(Path root) {
        this.root = root;
    }

    /** Draws the sources, half of them PNG and half JPEG. */
    void draw() throws IOException {
        Files.createDirectories(root.resolve("in"));
        for (int i = 0; i < SOURCES; i++) {
            BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = picture.createGraphics();
            Color from = Color.getHSBColor((float) i / SOURCES, 0.8f, 0.9f);
            pen.setPaint(new GradientPaint(0, 0, from, WIDTH, HEIGHT, Color.WHITE));
            pen.fillRect(0, 0, WIDTH, HEIGHT);
            pen.dispose();
            ImageIO.write(picture, format(i), root.resolve(source(i)).toFile());
        }
    }

    /** The task that resizes a picture. Each task has a different width. */
    static NewTask task(int number) {
        return NewTask.of(TYPE, params(number));
    }

    /** A task that fails, because its source is not there. */
    static NewTask taskWithoutSource(int number) {
        return NewTask.of(TYPE, new Resize("in/missing.png", target(number), width(number), height(number)));
    }

    /** A task that no agent ever runs, because of its type. */
    static NewTask misspeltTask() {
        return NewTask.of(MISSPELT, params(0));
    }

    /** The task that resizes a picture, as the body of a submit. */
    static String body(int number) {
        Resize resize = params(number);
        return """
                {"type":"%s","params":{"source":"%s","target":"%s","width":%d,"height":%d}}""".formatted(TYPE, resize.source(), resize.target(), resize.width(), resize.height());
    }

    private static Resize params(int number) {
        return new Resize(source(number), target(number), width(number), height(number));
    }

    /** The params of a task. */
    private record Resize(String source, String target, int width, int height) {}

    /** Whether the picture exists and has its format and size. */
    boolean isRight(int number) throws IOException {
        Path target = root.resolve(target(number));
        if (!Files.isRegularFile(target)) {
            return false;
        }
        BufferedImage picture = ImageIO.read(target.toFile());
        return picture != null && picture.getWidth() == width(number) && picture.getHeight() == height(number);
    }

    private static String source(int number) {
        return "in/picture-" + number % SOURCES + "." + format(number % SOURCES);
    }

    private static String target(int number) {
        return "out/picture-" + number + "." + format(number % SOURCES);
    }

    private static String format(int source) {
        return source % 2 == 0 ? "png" : "jpg";
    }

    private static int width(int number) {
        return 40 + number % 100;
    }

    private static int height(int number) {
        return 30 + number % 75;
    }
}
