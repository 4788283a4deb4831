package dev.mailrace.simulation;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests whose network counts its buffers itself: following each of them costs most of the time. */
public final class UntracedBuffers implements BeforeAllCallback, AfterAllCallback {
    private ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @Override
    public void beforeAll(ExtensionContext context) {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(level);
    }
}
