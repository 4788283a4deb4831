package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen and without a network. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** In pixels of styles. */
    static final int PHONE_WIDTH = 400;

    /** Where pictures of pages go; none are taken without it. */
    private static final @Nullable String PICTURES = System.getProperty("mailrace.pictures");

    private final ChromeDriver driver;

    /** One browser for all tests of a class. */
    static final class Shared implements AutoCloseable {
        private @Nullable Browser browser;

        /** Starts it; where none is installed the class's tests are skipped. */
        void start() {
            assumeTrue(isInstalled(), "no chromium, or no chromium-driver");
            browser = new Browser();
        }

        Browser get() {
            return Objects.requireNonNull(browser, "no browser (expected: started before)");
        }

        @Override
        public void close() {
            if (browser != null) {
                browser.close();
            }
        }
    }

    Browser() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // Tests may run as root, which Chromium's sandbox refuses.
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-proxy-server",
                "--host-resolver-rules=MAP * ~NOTFOUND");
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", true, "latency", 0, "downloadThroughput", 0, "uploadThroughput", 0));
        size(1100, 900);
    }

    static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** As wide as a telephone's screen, which a window cannot be; or the window's own size again. */
    void phone(boolean on) {
        if (on) {
            driver.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", PHONE_WIDTH, "height", 800, "deviceScaleFactor", 1, "mobile", true));
        } else {
            driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }

    /** Lets pages see a dark, or a light, desktop. */
    void prefers(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Opens a file, and waits until its plots are drawn. */
    void open(Path file) {
        driver.get(file.toUri().toString());
        settle();
    }

    /** Waits until what was asked for is drawn. */
    void settle() {
        driver.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(0)));");
    }

    /**
     * Opens a page that must be drawn, be at peace with its own policy, and ask for nothing else.
     *
     * @param plots how many it has
     * @param picture the name of the picture, where pictures are taken
     */
    void check(Path page, int plots, String picture) throws IOException {
        open(page);
        assertDrawn(plots);
        assertThat(complaints()).isEmpty();
        assertThat(ask("return performance.getEntriesByType('resource').length;"))
                .isEqualTo(0L);
        assertThat(Files.size(page)).isLessThan(1_000_000);
        if (PICTURES != null) {
            Files.write(Files.createDirectories(Path.of(PICTURES)).resolve(picture + ".png"), picture());
        }
    }

    /** What a script returns. */
    Object ask(String script) {
        return Objects.requireNonNull(driver.executeScript(script), script);
    }

    @SuppressWarnings("unchecked")
    List<Object> list(String script) {
        return (List<Object>) ask(script);
    }

    /** What the page complained of, and forgets it. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            complaints.add(entry.getLevel() + " " + entry.getMessage());
        }
        return complaints;
    }

    /** Presses a key while the first plot of that name has the focus. */
    void press(String plot, String key) {
        driver.executeScript(
                "const figure = document.querySelector(`figure[data-plot=\"${arguments[0]}\"]`);"
                        + "figure.focus();"
                        + "figure.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[1], bubbles: true}));",
                plot,
                key);
    }

    /** A picture of all of the page, as PNG. */
    byte[] picture() {
        Object height = ask("return Math.ceil(document.documentElement.scrollHeight);");
        Map<String, Object> answer = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of(
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of("x", 0, "y", 0, "width", 1085, "height", height, "scale", 1)));
        return Base64.getDecoder().decode(String.valueOf(answer.get("data")));
    }

    /** That all plots are drawn: each canvas has points of more than one colour. */
    void assertDrawn(int plots) {
        List<Object> colours = list("return [...document.querySelectorAll('figure.plot canvas')].map((canvas) => {"
                + "const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
                + "const seen = new Set();"
                + "for (let i = 0; i < all.length; i += 4) seen.add(all.slice(i, i + 4).join());"
                + "return seen.size; });");
        assertThat(colours).hasSize(plots);
        assertThat(colours).allSatisfy(count -> assertThat((Long) count).isGreaterThan(3));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
