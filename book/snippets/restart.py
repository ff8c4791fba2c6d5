def fresh_weights(make, seeds):
    """Weights of new models, one for each seed.

    To be called before training: TensorFlow prepares its compiled functions
    anew after each seed.
    """
    weights = []
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        weights.append(make().get_weights())
    return weights


def first_state(model):
    """The optimiser's variables before any step, as arrays."""
    model.optimizer.build(model.trainable_variables)
    return [variable.numpy() for variable in model.optimizer.variables]


def restart(model, weights, state):
    """Sets a compiled model back: weights, and the optimiser's first state."""
    model.set_weights(weights)
    for variable, value in zip(model.optimizer.variables, state, strict=True):
        variable.assign(value)  # moments, step count, scale of the loss


def epochs_of(rows, n, rng):
    """n of the rows: epoch after epoch in one array, each in a new order."""
    epochs = [rng.permutation(rows) for _ in range(-(-n // len(rows)))]
    return np.concatenate(epochs)[:n]
