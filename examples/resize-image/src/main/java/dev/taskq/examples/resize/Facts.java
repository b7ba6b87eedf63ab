package dev.taskq.examples.resize;

import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * The facts about a picture that its file contains beside the pixels.
 *
 * @param orientation the order of the rows in the file
 * @param profile the colour profile of the decoded pixels, if the decoder has not applied it; without a profile they
 *     are sRGB
 * @param bytesBesidePixels the decoder's memory for each pixel in addition to the decoded picture
 */
record Facts(Orientation orientation, Optional<ICC_Profile> profile, int bytesBesidePixels) {
    /** Reads them through a separate stream, because a decoder moves its own stream. */
    static Facts of(ImageFormat format, Path file) throws IOException {
        try (ImageInputStream input = new FileImageInputStream(file.toFile())) {
            return switch (format) {
                case PNG -> PngFacts.read(input);
                case JPEG -> JpegFacts.read(input);
            };
        }
    }
}
