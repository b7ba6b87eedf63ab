package dev.taskq.examples.resize;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Scales pictures. */
final class Scaling {
    private Scaling() {}

    /** The size of a picture. */
    record Size(int width, int height) {
        int pixels() {
            return width * height;
        }

        /** This size, shrunk or grown to fit into a box without changing its shape. */
        Size fittedInto(Size box) {
            double factor = Math.min((double) box.width / width, (double) box.height / height);
            return new Size(scaled(width, factor, box.width), scaled(height, factor, box.height));
        }

        private static int scaled(int length, double factor, int most) {
            return (int) Math.clamp(Math.round(length * factor), 1L, most);
        }
    }

    /**
     * Scales a picture. One step looks at no more than a few neighbours of a pixel, and would skip the rest of a picture
     * that shrinks much; so it is halved until less than that is left to do.
     *
     * @param image the picture
     * @param size the size it shall have
     * @param transparent whether it may have transparent parts; else they become white
     * @return the scaled picture
     * @throws InterruptedException if the thread was interrupted
     */
    static BufferedImage scale(BufferedImage image, Size size, boolean transparent) throws InterruptedException {
        int type = transparent && image.getColorModel().hasAlpha()
                ? BufferedImage.TYPE_INT_ARGB_PRE
                : BufferedImage.TYPE_INT_RGB;
        BufferedImage scaled = image;
        while (scaled.getWidth() > 2 * size.width() || scaled.getHeight() > 2 * size.height()) {
            Size half = new Size(
                    Math.max(size.width(), (scaled.getWidth() + 1) / 2),
                    Math.max(size.height(), (scaled.getHeight() + 1) / 2));
            scaled = step(scaled, half, type, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        }
        return step(scaled, size, type, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    }

    private static BufferedImage step(BufferedImage image, Size size, int type, Object interpolation)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        BufferedImage scaled = new BufferedImage(size.width(), size.height(), type);
        Graphics2D graphics = scaled.createGraphics();
        try {
            if (type == BufferedImage.TYPE_INT_RGB) {
                graphics.setColor(Color.WHITE);
                graphics.fillRect(0, 0, size.width(), size.height());
            }
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, interpolation);
            graphics.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
            graphics.drawImage(image, 0, 0, size.width(), size.height(), null);
        } finally {
            graphics.dispose();
        }
        return scaled;
    }
}
