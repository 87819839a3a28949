"""stub"""
def stamp(document, rendered, made):
    pass
