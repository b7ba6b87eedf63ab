package dev.taskq.examples.resize;

/**
 * The size of a picture.
 *
 * @param width in pixels
 * @param height in pixels
 */
record Size(int width, int height) {
    long pixels() {
        return (long) width * height;
    }

    Size turned() {
        return new Size(/* width= */ height, /* height= */ width);
    }

    /** This size, shrunk or grown to fit into a box without changing its shape. */
    Size fittedInto(Size box) {
        double factor = Math.min((double) box.width / width, (double) box.height / height);
        return new Size(scaled(width, factor, box.width), scaled(height, factor, box.height));
    }

    private static int scaled(int length, double factor, int most) {
        return (int) Math.clamp(Math.round(length * factor), 1L, most);
    }

    @Override
    public String toString() {
        return width + " x " + height;
    }
}
