package dev.taskq.examples.resize;

import java.util.Locale;

/** The formats that the handler reads and writes. */
enum ImageFormat {
    PNG("png", true),
    JPEG("jpeg", false);

    private final String imageIoName;
    private final boolean transparent;

    ImageFormat(String imageIoName, boolean transparent) {
        this.imageIoName = imageIoName;
        this.transparent = transparent;
    }

    String imageIoName() {
        return imageIoName;
    }

    /** Whether pictures may have transparent parts. */
    boolean transparent() {
        return transparent;
    }

    static ImageFormat ofTarget(String name) throws UnfitException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".png")) {
            return PNG;
        }
        if (lower.endsWith(".jpg") || lower.endsWith(".jpeg")) {
            return JPEG;
        }
        throw new UnfitException("target must end in .png, .jpg or .jpeg: " + name);
    }

    static ImageFormat ofContent(String imageIoName, String name) throws UnfitException {
        for (ImageFormat format : values()) {
            if (format.imageIoName.equalsIgnoreCase(imageIoName)) {
                return format;
            }
        }
        throw new UnfitException("source is " + imageIoName + ", not PNG or JPEG: " + name);
    }
}
