package dev.taskq.examples.resize;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Scales a picture to its target size. */
final class Scaling {
    /** For the shrunk picture and for the target. */
    private static final int BYTES_OF_A_PIXEL = 4;

    private Scaling() {}

    /** The memory needed to make the target from the source, including the decoded source. */
    static long bytes(SourceImage.Header source, Size target) {
        Orientation orientation = source.facts().orientation();
        long shrunk = BYTES_OF_A_PIXEL
                * Shrinking.shrunk(source.inFile(), orientation.upright(target)).pixels();
        return shrunk + Math.max(source.bytes(), BYTES_OF_A_PIXEL * target.pixels());
    }

    /**
     * Scales a picture down to at least half of its width and height, or up.
     *
     * @param image the picture
     * @param size the target size
     * @return the scaled picture
     * @throws InterruptedException if the thread was interrupted
     */
    static BufferedImage scale(BufferedImage image, Size size) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (image.getWidth() == size.width() && image.getHeight() == size.height()) {
            return image;
        }
        BufferedImage scaled = new BufferedImage(size.width(), size.height(), image.getType());
        Graphics2D graphics = scaled.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
            graphics.drawImage(image, 0, 0, size.width(), size.height(), null);
        } finally {
            graphics.dispose();
        }
        return scaled;
    }
}
