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


def restart(model, weights):
    """Sets a compiled model back: these weights, a new optimiser."""
    model.set_weights(weights)
    model.optimizer.build(model.trainable_variables)
    for variable in model.optimizer.variables:  # moments, step count
        variable.assign(keras.ops.zeros_like(variable))


def epochs_of(rows, n, rng):
    """n of the rows: epoch after epoch in one array, each in a new order."""
    epochs = [rng.permutation(rows) for _ in range(-(-n // len(rows)))]
    return np.concatenate(epochs)[:n]
