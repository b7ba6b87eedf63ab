package dev.taskq.examples.resize;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.event.IIOReadWarningListener;

/** Stops reading if the thread was interrupted. Detects a JPEG that ends too soon, for which the decoder only warns. */
final class ReadWatch implements IIOReadProgressListener, IIOReadWarningListener {
    private boolean truncated;

    boolean truncated() {
        return truncated;
    }

    @Override
    public void imageProgress(ImageReader source, float percentage) {
        if (Thread.currentThread().isInterrupted()) {
            source.abort();
        }
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        truncated |= warning.contains("EOI");
    }

    @Override
    public void imageStarted(ImageReader source, int index) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}

    @Override
    public void sequenceStarted(ImageReader source, int index) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int index, int thumbnail) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentage) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}
}
