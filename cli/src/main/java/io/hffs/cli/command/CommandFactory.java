package io.hffs.cli.command;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the verbs, giving the context to those that want it. */
public final class CommandFactory implements IFactory {

  private final CommandContext context;
  private final IFactory others = CommandLine.defaultFactory();

  public CommandFactory(CommandContext context) {
    this.context = context;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Constructor<K> constructor;
    try {
      constructor = type.getDeclaredConstructor(CommandContext.class);
    } catch (NoSuchMethodException e) {
      return others.create(type);
    }
    try {
      return constructor.newInstance(context);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("cannot make " + type, e.getCause());
    }
  }
}
