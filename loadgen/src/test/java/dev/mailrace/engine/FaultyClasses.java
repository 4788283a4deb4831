package dev.mailrace.engine;

import java.io.IOException;
import java.io.InputStream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.pool.TypePool;

/** The project's classes once more, one of them with a fault in it. Everything else is shared with the rest of the JVM. */
final class FaultyClasses extends ClassLoader {
    private static final String OURS = "dev.mailrace.";

    /** Puts a fault into a class. */
    interface Change {
        DynamicType.Builder<?> on(DynamicType.Builder<?> builder);
    }

    private final String faulty;
    private final byte[] changed;

    FaultyClasses(Class<?> faulty, Change change) {
        super(FaultyClasses.class.getClassLoader());
        this.faulty = faulty.getName();
        ClassFileLocator files = ClassFileLocator.ForClassLoader.of(faulty.getClassLoader());
        DynamicType.Builder<?> builder = new ByteBuddy()
                .with(TypeValidation.DISABLED)
                .redefine(TypePool.Default.of(files).describe(faulty.getName()).resolve(), files);
        this.changed = change.on(builder).make().getBytes();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = name.equals(faulty) ? changed : original(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
