"""What a walk shows, in a word."""

from troubleshoot import engine


def asked(walk):
    """Return the question of the step, None where it is another."""
    return walk.step.question.slug if isinstance(walk.step, engine.QuestionStep) else None


def advised(walk):
    """Return the cause of the step, None where it is another."""
    return walk.step.cause.slug if isinstance(walk.step, engine.Advice) else None
