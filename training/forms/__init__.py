"""The answer forms, a module a family: how each is read, and when two answers mean the same.

`training.graders` is the one face; nothing else imports these modules.
"""
