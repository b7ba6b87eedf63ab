package dev.taskq.examples.resize;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ServiceRegistry;
import javax.imageio.stream.ImageInputStream;

/**
 * Finds decoders. The decoder for JPEG is that of TwelveMonkeys, which reads CMYK, uses colour profiles, and wraps the
 * JDK's decoder. It is registered only here, because ImageIO's registry belongs to the whole agent with its other plugins.
 * Thread-safe.
 */
final class Readers {
    private final ImageReaderSpi jpeg;

    Readers() {
        ServiceRegistry registry =
                new ServiceRegistry(List.<Class<?>>of(ImageReaderSpi.class).iterator());
        IIORegistry.getDefaultInstance()
                .getServiceProviders(ImageReaderSpi.class, true)
                .forEachRemaining(registry::registerServiceProvider);
        JPEGImageReaderSpi reader = new JPEGImageReaderSpi();
        registry.registerServiceProvider(reader);
        jpeg = reader;
    }

    /** The decoder for a file, by its content. */
    ImageReader of(ImageInputStream input, String name) throws UnfitException, IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
        if (!readers.hasNext()) {
            throw new UnfitException("source is neither PNG nor JPEG: " + name);
        }
        ImageReader reader = readers.next();
        try {
            if (ImageFormat.ofContent(reader.getFormatName(), name) == ImageFormat.PNG) {
                return reader;
            }
        } catch (UnfitException | IOException e) {
            reader.dispose();
            throw e;
        }
        reader.dispose();
        return jpeg.createReaderInstance();
    }
}
